package io.rediscluster.sample.console;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;

import io.rediscluster.client.event.ClusterListener;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Topology;
import io.rediscluster.sample.console.FeedEntry.Kind;
import io.rediscluster.sample.console.FeedEntry.Level;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Counts what the client tells, and makes lines of it when asked to. What the client
 * waits for is an addition or an offer to a bounded queue. Thread safe.
 */
@Component
class EventFeed implements ClusterListener {

	/** More changes than a failover makes in a second. */
	private static final int CHANGES = 512;

	private final ArrayBlockingQueue<Change> changes = new ArrayBlockingQueue<>(CHANGES);

	private final LongAdder dropped = new LongAdder();

	private final LongAdder moved = new LongAdder();

	private final LongAdder asked = new LongAdder();

	private final LongAdder failedRefreshes = new LongAdder();

	private final Map<String, LongAdder> retries = new ConcurrentHashMap<>();

	private final Map<String, LongAdder> lostConnections = new ConcurrentHashMap<>();

	private final Map<String, LongAdder> fences = new ConcurrentHashMap<>();

	private final Map<String, LongAdder> silences = new ConcurrentHashMap<>();

	@Override
	public void onRedirect(RedirectKind kind, int slot, Node from, HostAndPort to) {
		((kind == RedirectKind.MOVED) ? this.moved : this.asked).increment();
	}

	@Override
	public void onRetry(String command, String reason) {
		count(this.retries, reason);
	}

	@Override
	public void onRefresh(RefreshCause cause, boolean successful, Duration duration) {
		if (!successful) {
			this.failedRefreshes.increment();
		}
	}

	@Override
	public void onTopologyChanged(Topology before, Topology after) {
		if (!this.changes.offer(new Change(System.currentTimeMillis(), before, after))) {
			this.dropped.increment();
		}
	}

	@Override
	public void onConnectionClosed(Node node, ConnectionKind kind, @Nullable Throwable cause) {
		if (cause != null) {
			count(this.lostConnections, node.address().toString());
		}
	}

	@Override
	public void onFence(Node node) {
		count(this.fences, node.address().toString());
	}

	@Override
	public void onSilence(Node node) {
		count(this.silences, node.address().toString());
	}

	private static void count(Map<String, LongAdder> counts, String key) {
		counts.computeIfAbsent(key, (absent) -> new LongAdder()).increment();
	}

	/**
	 * Writes what has happened since the last call.
	 * @param labels learns every topology on the way
	 */
	void writeTo(Feed feed, ShardLabels labels) {
		TopologyNews news = new TopologyNews(feed, labels);
		for (Change change = this.changes.poll(); change != null; change = this.changes.poll()) {
			news.tell(change.at, change.before, change.after);
		}
		long dropped = this.dropped.sumThenReset();
		if (dropped > 0) {
			feed.count("dropped", Kind.TOPOLOGY, Level.INFO, dropped, (sum) -> sum + " more changes of the topology");
		}
		writeRedirects(feed);
		forEach(this.retries, (reason, count) -> feed.count("retry " + reason, Kind.CLIENT, Level.WARN, count,
				(sum) -> counted(sum, "command") + " tried again (" + reason + ")"));
		forEach(this.lostConnections, (node, count) -> feed.count("lost " + node, Kind.CLIENT, Level.WARN, count,
				(sum) -> counted(sum, "connection") + " to " + node + " lost or refused"));
		forEach(this.silences, (node, count) -> feed.count("silence " + node, Kind.CLIENT, Level.WARN, count,
				(sum) -> node + " owes replies and is silent; asking the others"));
		forEach(this.fences,
				(node, count) -> feed.count("fence " + node, Kind.CLIENT, Level.WARN, count,
						(sum) -> counted(sum, "connection") + " to " + node
								+ " ended with unanswered writes; new commands take new connections"));
	}

	private void writeRedirects(Feed feed) {
		long moved = this.moved.sumThenReset();
		if (moved > 0) {
			feed.count("moved", Kind.CLIENT, Level.INFO, moved,
					(sum) -> counted(sum, "command") + " sent on to the new owner of a slot (MOVED)");
		}
		long asked = this.asked.sumThenReset();
		if (asked > 0) {
			feed.count("ask", Kind.CLIENT, Level.INFO, asked,
					(sum) -> counted(sum, "command") + " sent on within a slot that moves (ASK)");
		}
		long failed = this.failedRefreshes.sumThenReset();
		if (failed > 0) {
			feed.count("refresh", Kind.CLIENT, Level.WARN, failed,
					(sum) -> counted(sum, "refresh", "refreshes") + " of the topology found no node to ask");
		}
	}

	/**
	 * Forgets what was counted while nobody looked: nobody knows when it happened.
	 */
	void forgetCounts() {
		this.moved.reset();
		this.asked.reset();
		this.failedRefreshes.reset();
		for (Map<String, LongAdder> counts : List.of(this.retries, this.lostConnections, this.fences, this.silences)) {
			counts.values().forEach(LongAdder::reset);
		}
	}

	private static void forEach(Map<String, LongAdder> counts, ObjLongConsumer<String> action) {
		counts.forEach((key, adder) -> {
			long count = adder.sumThenReset();
			if (count > 0) {
				action.accept(key, count);
			}
		});
	}

	static String counted(long count, String one) {
		return counted(count, one, one + "s");
	}

	private static String counted(long count, String one, String many) {
		return String.format(Locale.ENGLISH, "%,d %s", count, (count == 1) ? one : many);
	}

	/** Two topologies, one after the other, and since when. */
	private record Change(long at, Topology before, Topology after) {
	}

}
