package io.rediscluster.client.internal.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.internal.connection.AnswerTimes;
import io.rediscluster.client.internal.connection.Mode;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.Topology;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the node of a shard that a command goes to. Thread safe.
 */
final class NodeSelector {

	private final Predicate<Node> suspect;

	private final AtomicInteger turn = new AtomicInteger(ThreadLocalRandom.current().nextInt(1 << 20));

	private final AnswerTimes answerTimes;

	NodeSelector(Predicate<Node> suspect, AnswerTimes answerTimes) {
		this.suspect = suspect;
		this.answerTimes = answerTimes;
	}

	/**
	 * Chooses a node of a shard.
	 * @param shard the shard
	 * @param readFrom where to read; {@link ReadFrom#PRIMARY} for writes
	 * @param failed ids of nodes that have failed this call; avoided if there is another
	 * @return the target, or {@code null} if the rule allows none
	 */
	@Nullable Target select(Shard shard, ReadFrom readFrom, Set<String> failed) {
		if (readFrom == ReadFrom.PRIMARY) {
			return new Target(shard.primary(), Mode.PRIMARY);
		}
		List<Node> replicas = preferred(shard.replicas(), failed);
		boolean primaryWell = !failed.contains(shard.primary().id()) && !isUnwell(shard.primary());
		return switch (readFrom) {
			case PRIMARY, PRIMARY_PREFERRED ->
				(primaryWell || replicas.isEmpty()) ? primary(shard) : replica(inTurn(replicas));
			case REPLICA -> replicas.isEmpty() ? null : replica(inTurn(replicas));
			case REPLICA_PREFERRED ->
				replicas.isEmpty() || allFailed(replicas, failed) ? primary(shard) : replica(inTurn(replicas));
			case ANY, NEAREST -> {
				if (primaryWell && allFailed(replicas, failed)) {
					yield primary(shard);
				}
				yield (readFrom == ReadFrom.ANY) ? any(shard, replicas, primaryWell)
						: nearest(shard, replicas, primaryWell);
			}
		};
	}

	private boolean isUnwell(Node node) {
		return node.isFailed() || this.suspect.test(node);
	}

	/**
	 * Leaves out nodes that failed this call or are unwell, unless that leaves none.
	 */
	private List<Node> preferred(List<Node> replicas, Set<String> failed) {
		List<Node> well = new ArrayList<>(replicas.size());
		for (Node replica : replicas) {
			if (!failed.contains(replica.id()) && !isUnwell(replica)) {
				well.add(replica);
			}
		}
		return well.isEmpty() ? replicas : well;
	}

	private boolean allFailed(List<Node> replicas, Set<String> failed) {
		return replicas.stream().allMatch((node) -> failed.contains(node.id()) || isUnwell(node));
	}

	private Target any(Shard shard, List<Node> replicas, boolean primaryWell) {
		int choices = replicas.size() + (primaryWell || replicas.isEmpty() ? 1 : 0);
		int choice = Math.floorMod(this.turn.getAndIncrement(), choices);
		return (choice < replicas.size()) ? replica(replicas.get(choice)) : primary(shard);
	}

	private Target nearest(Shard shard, List<Node> replicas, boolean primaryWell) {
		Target best = primary(shard);
		long bestTime = primaryWell ? this.answerTimes.expected(shard.primary().id()) : Long.MAX_VALUE;
		for (Node node : replicas) {
			long time = this.answerTimes.expected(node.id());
			if (time < bestTime) {
				best = replica(node);
				bestTime = time;
			}
		}
		return best;
	}

	/**
	 * Takes an answer time into account.
	 */
	void answered(Node node, long nanos) {
		this.answerTimes.answered(node.id(), nanos);
	}

	private Node inTurn(List<Node> nodes) {
		return nodes.get(Math.floorMod(this.turn.getAndIncrement(), nodes.size()));
	}

	private static Target primary(Shard shard) {
		return new Target(shard.primary(), Mode.PRIMARY);
	}

	private static Target replica(Node node) {
		return new Target(node, Mode.REPLICA);
	}

	/**
	 * Chooses a primary for a command without keys, in turn.
	 * @param topology the topology
	 * @param failed ids of nodes that have failed this call
	 * @return the target, or {@code null} if there is no primary
	 */
	@Nullable Target any(Topology topology, Set<String> failed) {
		List<Node> primaries = preferred(topology.primaries(), failed);
		return primaries.isEmpty() ? null : new Target(inTurn(primaries), Mode.PRIMARY);
	}

}
