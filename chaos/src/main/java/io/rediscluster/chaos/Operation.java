package io.rediscluster.chaos;

/**
 * What a write does. All but {@link #PUT} show when they are applied twice.
 */
public enum Operation {

	/** {@code INCR}. */
	INCREMENT,

	/** {@code APPEND} of the write's number and a comma. */
	APPEND,

	/** {@code RPUSH} of the write's number. */
	PUSH,

	/** {@code SET} to the write's number. */
	PUT,

	/**
	 * {@code RPUSH} of the write's number and {@code INCR} of another key in one
	 * transaction.
	 */
	PAIR

}
