package io.rediscluster.client.internal.keyspace;

import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.rediscluster.client.CallDetails;
import io.rediscluster.client.ClusterUnavailableException;
import io.rediscluster.client.Command;
import io.rediscluster.client.Reply;
import io.rediscluster.client.topology.Node;

/**
 * The move of slots by {@code CLUSTER MIGRATESLOTS}, which servers carry out by
 * themselves and in which a slot changes its owner with all its keys at once. For one
 * thread.
 */
final class AtomicMigration {

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

	private static final Set<String> ENDED = Set.of("success", "failed", "cancelled", "canceled");

	private final NodeCalls calls;

	private final NodeStates states;

	private final Node source;

	private final Node target;

	private final BitSet slots;

	AtomicMigration(NodeCalls calls, NodeStates states, Node source, Node target, BitSet slots) {
		this.calls = calls;
		this.states = states;
		this.source = source;
		this.target = target;
		this.slots = slots;
	}

	/**
	 * Begins the migration, unless an earlier one of these slots is under way, and waits
	 * for its end.
	 * @throws ClusterUnavailableException if it failed
	 */
	void run() {
		if (!isUnderWay()) {
			Command.Builder command = Command.named("CLUSTER MIGRATESLOTS").arg("SLOTSRANGE");
			for (int first = this.slots.nextSetBit(0); first >= 0;) {
				int end = this.slots.nextClearBit(first);
				command.args(first, end - 1);
				first = this.slots.nextSetBit(end);
			}
			this.calls.at(this.source, command.args("NODE", this.target.id()).build());
		}
		while (isUnderWay()) {
			Patience.pause(PAUSE);
		}
		if (this.states.read(this.source).slots().intersects(this.slots)) {
			throw new ClusterUnavailableException(
					"The migration of slots from " + this.source + " to " + this.target + " did not succeed: "
							+ failures(),
					new CallDetails("CLUSTER MIGRATESLOTS", Command.NO_SLOT, this.source, 1, Duration.ZERO, true,
							false),
					null);
		}
	}

	private boolean isUnderWay() {
		return jobs().stream().anyMatch((job) -> !ENDED.contains(text(job, "state")));
	}

	private String failures() {
		return jobs().stream()
			.filter((job) -> !text(job, "state").equals("success"))
			.map((job) -> text(job, "state") + " " + text(job, "message"))
			.distinct()
			.collect(Collectors.joining("; "));
	}

	/**
	 * The exports of these slots that the source knows, those that have ended as well.
	 */
	private List<Map<String, Reply>> jobs() {
		return this.calls.at(this.source, Command.of("CLUSTER GETSLOTMIGRATIONS"))
			.asList()
			.stream()
			.map(Reply::asMap)
			.filter((job) -> text(job, "operation").equals("EXPORT") && touches(text(job, "slot_ranges")))
			.toList();
	}

	private boolean touches(String ranges) {
		for (String range : ranges.split(" ")) {
			String[] ends = range.split("-");
			int next = this.slots.nextSetBit(Integer.parseInt(ends[0]));
			if (next >= 0 && next <= Integer.parseInt(ends[ends.length - 1])) {
				return true;
			}
		}
		return false;
	}

	private static String text(Map<String, Reply> job, String field) {
		Reply reply = job.get(field);
		return (reply != null) ? String.valueOf(reply.asString()) : "";
	}

}
