package io.rediscluster.client;

/**
 * What happens to a command whose connection broke, or whose node failed, before its
 * reply arrived. Reads, and commands that certainly were not sent, are repeated under
 * every rule but {@link #NEVER}.
 */
public enum Retry {

	/** Nothing is repeated; redirects are still followed. */
	NEVER,

	/**
	 * A write is repeated only if it certainly was not sent; otherwise the call ends with
	 * {@link CommandOutcomeUnknownException}. The default.
	 */
	UNSENT,

	/**
	 * As {@link #UNSENT}, and unconditional overwrites with a constant reply ({@code SET}
	 * without options, {@code SETEX}, {@code MSET}…) are repeated too. A repeat may
	 * overwrite another client's newer write.
	 */
	REPEATABLE,

	/** Every command is repeated: a write may be applied more than once. */
	ALWAYS

}
