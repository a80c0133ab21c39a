package io.rediscluster.chaos;

/**
 * How a thread of the load writes.
 */
public enum Mode {

	/** One call after another. */
	DIRECT,

	/** One call after another, each waiting until a replica has the write. */
	REPLICATED,

	/** Several writes in one pipeline. */
	PIPELINED,

	/** Several writes under way without waiting in between. */
	ASYNCHRONOUS,

	/** One transaction after another, of two commands each. */
	TRANSACTIONAL

}
