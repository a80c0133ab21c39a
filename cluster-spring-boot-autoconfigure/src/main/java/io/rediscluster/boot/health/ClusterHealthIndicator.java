package io.rediscluster.boot.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import io.rediscluster.client.ClientStats;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Command;
import io.rediscluster.client.NodeReplies;
import io.rediscluster.client.Nodes;
import io.rediscluster.client.Retry;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.Topology;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * A {@link HealthIndicator} for a Redis Cluster that ends within its timeout even when
 * nodes hang. All primaries are asked for {@code CLUSTER INFO} at the same time. It is
 * down when none answers, when all that answer say that the cluster is down, or when a
 * slot has no owner: then the application cannot work. What only weakens the cluster, as
 * a primary that does not answer or a replica that is missing, is the detail
 * {@code degraded}. Thread safe.
 */
public final class ClusterHealthIndicator extends AbstractHealthIndicator {

	private final ClusterConnectionFactory factory;

	private final Duration timeout;

	/** The attempt to connect that is under way; several checks share it. */
	private final AtomicReference<@Nullable CompletableFuture<ClusterClient>> connecting = new AtomicReference<>();

	/**
	 * Makes an indicator.
	 * @param factory gives the client
	 * @param timeout the limit of a check, positive
	 * @throws IllegalArgumentException if the timeout is not positive
	 */
	public ClusterHealthIndicator(ClusterConnectionFactory factory, Duration timeout) {
		super("The health check of the Redis Cluster failed");
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("timeout: " + timeout + " is not a positive duration");
		}
		this.factory = Objects.requireNonNull(factory, "factory");
		this.timeout = timeout;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		long begin = System.nanoTime();
		ClusterClient client = this.factory.getClientIfConnected();
		if (client == null) {
			client = connect(builder);
		}
		if (client != null) {
			check(client, builder, begin);
		}
	}

	/**
	 * Connects on a thread of its own, because that may take longer than the check may.
	 * @return the client, or {@code null} if there is none; the builder knows why
	 */
	private @Nullable ClusterClient connect(Health.Builder builder) {
		if (!this.factory.isRunning()) {
			builder.down().withDetail("state", "stopped");
			return null;
		}
		CompletableFuture<ClusterClient> attempt = new CompletableFuture<>();
		CompletableFuture<ClusterClient> current = this.connecting.compareAndExchange(null, attempt);
		if (current == null) {
			current = attempt;
			Thread thread = new Thread(() -> connect(attempt), "redis-cluster-health");
			thread.setDaemon(true);
			thread.start();
		}
		try {
			return current.get(this.timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			builder.down().withDetail("state", "connecting");
		}
		catch (ExecutionException ex) {
			Throwable cause = ex.getCause();
			builder.down((cause != null) ? cause : ex).withDetail("state", ShardHealth.UNREACHABLE);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			builder.down(ex).withDetail("state", "connecting");
		}
		return null;
	}

	private void connect(CompletableFuture<ClusterClient> attempt) {
		try {
			attempt.complete(this.factory.getClient());
		}
		catch (Throwable ex) {
			attempt.completeExceptionally(ex);
		}
		finally {
			this.connecting.set(null);
		}
	}

	private void check(ClusterClient client, Health.Builder builder, long begin) {
		long left = this.timeout.toNanos() - (System.nanoTime() - begin);
		Duration limit = Duration.ofNanos(Math.max(1, left - left / 4));
		Map<String, String> states;
		try {
			states = states(
					client.on(Nodes.PRIMARIES).execute(Command.of("CLUSTER INFO").timeout(limit).retry(Retry.NEVER)));
		}
		catch (ClusterClientException ex) {
			builder.down(ex).withDetail("state", ShardHealth.UNREACHABLE);
			return;
		}
		String state = ShardHealth.sum(states.values());
		boolean able = client.topology().coveredSlots() == HashSlot.COUNT && !state.equals(ShardHealth.UNREACHABLE)
				&& !ShardHealth.isFailed(state);
		describe(client, able ? builder.up() : builder.down(), state, states);
	}

	/**
	 * Returns what each primary answered, by node id. An error is an answer, too: a
	 * server without cluster mode or a user without the right to ask.
	 */
	private static Map<String, String> states(NodeReplies replies) {
		Map<String, String> states = new LinkedHashMap<>();
		replies.outcomes().forEach((node, outcome) -> {
			if (outcome.failure() instanceof ServerErrorException error) {
				String message = String.valueOf(error.getMessage());
				states.put(node.id(), message.contains("cluster support disabled") ? "standalone" : error.code());
			}
			else if (outcome.isSuccess()) {
				String info = outcome.reply().asString();
				states.put(node.id(), field((info != null) ? info : "", "cluster_state"));
			}
			else {
				states.put(node.id(), ShardHealth.UNREACHABLE);
			}
		});
		return states;
	}

	private static String field(String info, String name) {
		return info.lines()
			.filter((line) -> line.startsWith(name + ':'))
			.map((line) -> line.substring(name.length() + 1).trim())
			.findFirst()
			.orElse("unknown");
	}

	private static void describe(ClusterClient client, Health.Builder builder, String state,
			Map<String, String> states) {
		Topology topology = client.topology();
		ClientStats stats = client.stats();
		builder.withDetail("state", state)
			.withDetail("slots_covered", topology.coveredSlots())
			.withDetail("slots_uncovered", HashSlot.COUNT - topology.coveredSlots())
			.withDetail("shard_count", topology.primaries().size())
			.withDetail("node_count", topology.nodes().size())
			.withDetail("topology_age_seconds", stats.topologyAge().toSeconds());
		boolean replicated = topology.shards().stream().anyMatch((shard) -> !shard.replicas().isEmpty());
		List<Map<String, Object>> shards = new ArrayList<>();
		List<String> degraded = new ArrayList<>();
		for (Shard shard : topology.shards()) {
			ShardHealth health = new ShardHealth(shard, states.getOrDefault(shard.primary().id(), "unknown"), stats);
			shards.add(health.details());
			degraded.addAll(health.weaknesses(replicated));
		}
		if (!degraded.isEmpty()) {
			builder.withDetail("degraded", degraded);
		}
		builder.withDetail("shards", shards);
	}

}
