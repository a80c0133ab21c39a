package io.rediscluster.sample.console;

/**
 * How a node is, the worst that is known of it.
 */
enum NodeState {

	/** Answers, and nobody complains. */
	UP,

	/** Answers and loads its data. */
	LOADING,

	/** Some node has not heard of it for too long. */
	SUSPECTED,

	/** The nodes have agreed that it is down. */
	FAILED,

	/** Does not answer in time, for a reason that is not known. */
	SILENT,

	/** Its process is stopped by the visitor. */
	FROZEN,

	/** Its process has ended. */
	KILLED,

	/** Its process is being started again. */
	STARTING

}
