package io.rediscluster.client.internal.connection;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How fast nodes have answered of late: smoothed times of handshakes, which measure a
 * node before its first command, and of single blocking reads where the nearest node is
 * looked for. Pipelines are not measured: their times say more about their length. Thread
 * safe.
 */
public final class AnswerTimes {

	/** So often a node counts as fast whatever it was, so that it is looked at again. */
	private static final int CURIOSITY = 64;

	/** By node id. */
	private final Map<String, Long> times = new ConcurrentHashMap<>();

	/**
	 * Takes an answer into account.
	 * @param nodeId the node
	 * @param nanos the time between request and reply
	 */
	public void answered(String nodeId, long nanos) {
		this.times.merge(nodeId, nanos, (old, now) -> old + (now - old) / 8);
	}

	/**
	 * Returns how long a node is expected to take.
	 * @param nodeId the node
	 * @return nanoseconds; 0 for a node that was never asked, and for any now and then
	 */
	public long expected(String nodeId) {
		Long time = this.times.get(nodeId);
		return (time == null || ThreadLocalRandom.current().nextInt(CURIOSITY) == 0) ? 0 : time;
	}

}
