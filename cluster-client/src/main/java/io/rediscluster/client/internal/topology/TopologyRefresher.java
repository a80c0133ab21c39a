package io.rediscluster.client.internal.topology;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.event.ClusterListener.RefreshCause;
import io.rediscluster.client.internal.connection.ConnectionSettings;
import io.rediscluster.client.internal.connection.Deadline;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Topology;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the topology fresh: one refresh at a time, a few sources each, known nodes first
 * and seeds behind them, not more often than the gate allows, and periodically. Never
 * blocks those who ask for one. Thread safe; {@link #lock} guards the state.
 */
public final class TopologyRefresher {

	private static final Logger logger = LoggerFactory.getLogger(TopologyRefresher.class);

	/** While nodes fail, a refresh may follow another after this, half of it jitter. */
	private static final long URGENT_INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

	/** How long one source may take to connect and answer. */
	private static final Duration SOURCE_TIMEOUT = Duration.ofSeconds(2);

	private final ClusterClientOptions options;

	private final ConnectionSettings settings;

	private final TopologyStore store;

	private final TopologySource source;

	private final Predicate<Node> suspect;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition finished = this.lock.newCondition();

	private boolean running;

	private boolean scheduled;

	/** When the scheduled refresh is to begin. */
	private long due;

	private boolean closed;

	private long started;

	private long lastStart = System.nanoTime() - TimeUnit.HOURS.toNanos(1);

	private long ended;

	private Map<HostAndPort, String> lastErrors = Map.of();

	/**
	 * Makes a refresher.
	 * @param settings what connections share
	 * @param store takes the views
	 * @param suspect tells which nodes are better not asked
	 */
	public TopologyRefresher(ConnectionSettings settings, TopologyStore store, Predicate<Node> suspect) {
		this.options = settings.options();
		this.settings = settings;
		this.store = store;
		this.source = new TopologySource(this.options, settings.opener());
		this.suspect = suspect;
	}

	/** Begins the periodic refresh. */
	public void start() {
		schedulePeriodic();
	}

	private void schedulePeriodic() {
		long period = Deadline.nanos(this.options.refresh().period());
		if (period > 0) {
			// a tenth of jitter, so that the clients of a fleet do not ask in step
			long delay = period - ThreadLocalRandom.current().nextLong(period / 10 + 1);
			this.settings.watchdog().schedule(() -> {
				request(RefreshCause.PERIODIC);
				schedulePeriodic();
			}, delay);
		}
	}

	/**
	 * Asks for a refresh soon; returns at once.
	 * @param cause why
	 */
	public void request(RefreshCause cause) {
		this.lock.lock();
		try {
			long interval = isUrgent(cause) ? URGENT_INTERVAL : Deadline.nanos(this.options.refresh().minInterval());
			long due = this.lastStart + interval / 2 + ThreadLocalRandom.current().nextLong(interval / 2 + 1);
			// an urgent request does not wait for one that has time
			if (this.closed || this.running || (this.scheduled && this.due - due <= 0)) {
				return;
			}
			this.due = due;
			this.scheduled = true;
			long wait = due - System.nanoTime();
			if (wait > 0) {
				this.scheduled = this.settings.watchdog().schedule(() -> begin(cause, due), wait);
				return;
			}
		}
		finally {
			this.lock.unlock();
		}
		begin(cause, null);
	}

	private static boolean isUrgent(RefreshCause cause) {
		return switch (cause) {
			case START, REQUESTED, CONNECTION, SILENCE, UNCOVERED, READONLY, UNKNOWN_ADDRESS -> true;
			case MOVED, PERIODIC -> false;
		};
	}

	/**
	 * Begins a refresh, unless there is no need any more.
	 * @param due when it was to begin, or {@code null} for whatever is scheduled
	 */
	private void begin(RefreshCause cause, @Nullable Long due) {
		this.lock.lock();
		try {
			boolean replaced = due != null && this.due != due;
			if (!this.scheduled || replaced || this.running || this.closed) {
				return;
			}
			this.scheduled = false;
			this.running = true;
			this.started++;
			this.lastStart = System.nanoTime();
		}
		finally {
			this.lock.unlock();
		}
		if (!this.settings.threads().run(() -> refresh(cause))) {
			end(Map.of(this.options.seeds().get(0), "not asked: all threads of the client are busy, or it is closed"));
		}
	}

	/**
	 * Waits for a refresh that begins after this call.
	 * @param cause why
	 * @param deadline the limit
	 * @return the errors of the sources if none gave a view; empty otherwise
	 * @throws InterruptedException if the thread is interrupted
	 */
	public Map<HostAndPort, String> await(RefreshCause cause, long deadline) throws InterruptedException {
		long wanted;
		this.lock.lock();
		try {
			wanted = this.started + 1;
		}
		finally {
			this.lock.unlock();
		}
		while (true) {
			this.lock.lock();
			try {
				if (this.ended >= wanted) {
					return this.lastErrors;
				}
			}
			finally {
				this.lock.unlock();
			}
			// asked again after every wait: the gate may have dropped it, or a refresh
			// that began before
			request(cause);
			this.lock.lock();
			try {
				if (this.ended >= wanted) {
					return this.lastErrors;
				}
				long remaining = Deadline.remaining(deadline);
				if (remaining <= 0 || this.closed) {
					return this.lastErrors.isEmpty() ? Map.of(this.options.seeds().get(0), "no answer in time")
							: this.lastErrors;
				}
				this.finished.awaitNanos(Math.min(remaining, URGENT_INTERVAL));
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	private void refresh(RefreshCause cause) {
		long begin = System.nanoTime();
		Map<HostAndPort, String> errors = new ConcurrentHashMap<>();
		boolean successful = false;
		try {
			successful = ask(candidates(), false, errors)
					|| (!this.store.current().nodes().isEmpty() && ask(seeds(), true, errors));
		}
		catch (RuntimeException | Error ex) {
			logger.error("The topology could not be refreshed", ex);
		}
		finally {
			end(successful ? Map.of() : errors);
		}
		if (!successful) {
			logger.debug("No source gave a topology: {}", errors);
		}
		this.settings.telemetry().refreshed(cause, successful, Duration.ofNanos(System.nanoTime() - begin));
	}

	private void end(Map<HostAndPort, String> errors) {
		this.lock.lock();
		try {
			this.running = false;
			this.ended = this.started;
			this.lastErrors = errors;
			this.finished.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Orders the sources: healthy known nodes in random order, then seeds, then nodes
	 * that are silent or failed.
	 */
	private List<Source> candidates() {
		List<Source> healthy = new ArrayList<>();
		List<Source> doubtful = new ArrayList<>();
		for (Node node : this.store.current().nodes()) {
			boolean doubt = node.isFailed() || this.suspect.test(node);
			(doubt ? doubtful : healthy).add(new Source(node.address(), node));
		}
		Collections.shuffle(healthy);
		Collections.shuffle(doubtful);
		List<Source> candidates = new ArrayList<>(healthy);
		candidates.addAll(seeds());
		candidates.addAll(doubtful);
		return candidates;
	}

	private List<Source> seeds() {
		return this.options.seeds().stream().map((seed) -> new Source(seed, null)).toList();
	}

	/**
	 * Asks the sources a few at a time until one has given a view.
	 * @param lastResort whether all known nodes have been asked in vain, so that a seed
	 * may bring an entirely other cluster
	 */
	private boolean ask(List<Source> candidates, boolean lastResort, Map<HostAndPort, String> errors) {
		int width = this.options.refresh().sources();
		for (int from = 0; from < candidates.size(); from += width) {
			List<Source> batch = candidates.subList(from, Math.min(candidates.size(), from + width));
			Round round = new Round(batch.size());
			for (Source each : batch) {
				if (!this.settings.threads().run(() -> load(each, lastResort, round, errors))) {
					load(each, lastResort, round, errors);
				}
			}
			if (round.await()) {
				return true;
			}
		}
		return false;
	}

	private void load(Source each, boolean lastResort, Round round, Map<HostAndPort, String> errors) {
		boolean successful = false;
		String error = null;
		try {
			ClusterView view = this.source.load(each.address, each.node, Deadline.after(SOURCE_TIMEOUT));
			successful = this.store.apply(view, lastResort);
			error = successful ? null : "it belongs to another cluster: none of its nodes is known here";
		}
		catch (IOException | RuntimeException ex) {
			error = String.valueOf(ex.getMessage());
		}
		finally {
			if (error != null) {
				errors.put(each.address, error);
			}
			round.done(successful);
		}
	}

	/**
	 * Returns the topology in force.
	 * @return an immutable snapshot
	 */
	public Topology current() {
		return this.store.current();
	}

	/** Begins no more refreshes and wakes those who wait for one. */
	public void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.finished.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A place to ask.
	 *
	 * @param address the address to connect to
	 * @param node the node that must be there, or {@code null} for a seed
	 */
	private record Source(HostAndPort address, @Nullable Node node) {
	}

	/**
	 * Sources that are asked at the same time. The first success ends the wait; views
	 * that come later still count.
	 */
	private static final class Round {

		private final ReentrantLock lock = new ReentrantLock();

		private final Condition changed = this.lock.newCondition();

		private int open;

		private boolean successful;

		Round(int sources) {
			this.open = sources;
		}

		void done(boolean successful) {
			this.lock.lock();
			try {
				this.open--;
				this.successful |= successful;
				this.changed.signalAll();
			}
			finally {
				this.lock.unlock();
			}
		}

		boolean await() {
			long end = Deadline.after(SOURCE_TIMEOUT.multipliedBy(2));
			this.lock.lock();
			try {
				while (this.open > 0 && !this.successful) {
					if (this.changed.awaitNanos(Deadline.remaining(end)) <= 0) {
						break;
					}
				}
				return this.successful;
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return this.successful;
			}
			finally {
				this.lock.unlock();
			}
		}

	}

}
