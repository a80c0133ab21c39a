package io.rediscluster.boot.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import io.rediscluster.client.ClientStats;
import io.rediscluster.client.ClientStats.NodeStats;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Command;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.SlotRange;
import io.rediscluster.client.topology.Topology;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * A {@link HealthIndicator} for a Redis Cluster that ends within its timeout even when
 * nodes hang. It is up when a primary answers {@code CLUSTER INFO}, says
 * {@code cluster_state:ok} and every slot has an owner; everything else in the details is
 * what the client knows already. Thread safe.
 */
public final class ClusterHealthIndicator extends AbstractHealthIndicator {

	/** One primary may hang and another be about to be noticed: the third one decides. */
	private static final int ATTEMPTS = 3;

	private final ClusterConnectionFactory factory;

	private final Duration timeout;

	/** The attempt to connect that is under way; several checks share it. */
	private final AtomicReference<@Nullable CompletableFuture<ClusterClient>> connecting = new AtomicReference<>();

	/**
	 * Makes an indicator.
	 * @param factory gives the client
	 * @param timeout the limit of a check, positive
	 */
	public ClusterHealthIndicator(ClusterConnectionFactory factory, Duration timeout) {
		super("The health check of the Redis Cluster failed");
		this.factory = factory;
		this.timeout = timeout;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) throws Exception {
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
	 */
	private @Nullable ClusterClient connect(Health.Builder builder) throws InterruptedException {
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
			builder.down((cause != null) ? cause : ex).withDetail("state", "unreachable");
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
		String state;
		try {
			state = state(client, begin);
		}
		catch (ClusterClientException ex) {
			describe(client, builder.down(ex), "unreachable");
			return;
		}
		boolean covered = client.topology().coveredSlots() == HashSlot.COUNT;
		boolean able = covered && !state.equals("fail") && !state.equals("CLUSTERDOWN");
		describe(client, able ? builder.up() : builder.down(), state);
	}

	/**
	 * Asks primaries in turn until one answers, within the limit. An error is an answer,
	 * too: a server without cluster mode or a user without the right to ask.
	 */
	private String state(ClusterClient client, long begin) {
		long share = Math.max(TimeUnit.MILLISECONDS.toNanos(1), this.timeout.toNanos() / ATTEMPTS);
		for (int attempt = 1;; attempt++) {
			long left = this.timeout.toNanos() - (System.nanoTime() - begin);
			Duration limit = Duration.ofNanos(Math.max(1, Math.min(share, left)));
			try {
				String info = client.execute(Command.of("CLUSTER INFO").timeout(limit)).asString();
				return field((info != null) ? info : "", "cluster_state");
			}
			catch (ServerErrorException ex) {
				return (ex.getMessage() != null && ex.getMessage().contains("cluster support disabled")) ? "standalone"
						: ex.code();
			}
			catch (ClusterClientException ex) {
				boolean late = this.timeout.toNanos() - (System.nanoTime() - begin) <= 0;
				if (attempt >= ATTEMPTS || late || Thread.currentThread().isInterrupted()) {
					throw ex;
				}
			}
		}
	}

	private static String field(String info, String name) {
		return info.lines()
			.filter((line) -> line.startsWith(name + ':'))
			.map((line) -> line.substring(name.length() + 1).trim())
			.findFirst()
			.orElse("unknown");
	}

	private static void describe(ClusterClient client, Health.Builder builder, String state) {
		Topology topology = client.topology();
		ClientStats stats = client.stats();
		builder.withDetail("state", state)
			.withDetail("slots_covered", topology.coveredSlots())
			.withDetail("slots_uncovered", HashSlot.COUNT - topology.coveredSlots())
			.withDetail("shard_count", topology.primaries().size())
			.withDetail("node_count", topology.nodes().size())
			.withDetail("topology_age_seconds", stats.topologyAge().toSeconds());
		List<Map<String, Object>> shards = new ArrayList<>();
		for (Shard shard : topology.shards()) {
			Map<String, Object> details = new LinkedHashMap<>();
			details.put("primary", shard.primary().address().toString());
			details.put("replicas", shard.replicas().stream().map((node) -> node.address().toString()).toList());
			details.put("slots", shard.slots().stream().map(SlotRange::toString).collect(Collectors.joining(",")));
			details.put("connected", isConnected(stats, shard.primary()));
			shards.add(details);
		}
		builder.withDetail("shards", shards);
	}

	private static boolean isConnected(ClientStats stats, Node primary) {
		for (Map.Entry<Node, NodeStats> entry : stats.nodes().entrySet()) {
			boolean open = entry.getValue().connections().values().stream().anyMatch((count) -> count > 0);
			if (open && entry.getKey().id().equals(primary.id())) {
				return true;
			}
		}
		return false;
	}

}
