package io.rediscluster.client.internal.connection;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Acts when a node owes replies and sends no byte: asks it over a fresh connection, one
 * probe at a time. If it answers and has nothing to do for the silent connections, those
 * are broken and are cut; if it does not answer, the node is slow or gone, and they stay.
 * Thread safe.
 */
final class SilenceWatch {

	/** The pause between two probes. */
	private static final long PAUSE = 150_000_000;

	/** A probe that is not answered makes room for the next after so many timeouts. */
	private static final int PROBE_TIMEOUTS = 2;

	private static final long SHORTEST_PROBE = 500_000_000;

	private final ConnectionSettings settings;

	private final Link link;

	private final Supplier<? extends Collection<? extends Probe.Suspect>> suspects;

	private final Runnable onSilence;

	private final long timeout;

	private final AtomicBoolean probing = new AtomicBoolean();

	private volatile boolean silent;

	/**
	 * Makes a watch.
	 * @param link opens connections to the node
	 * @param suspects returns the connections to the node
	 * @param onSilence called when a probe begins
	 */
	SilenceWatch(ConnectionSettings settings, Link link,
			Supplier<? extends Collection<? extends Probe.Suspect>> suspects, Runnable onSilence) {
		this.settings = settings;
		this.link = link;
		this.suspects = suspects;
		this.onSilence = onSilence;
		this.timeout = Deadline.nanos(settings.options().silenceTimeout());
	}

	/**
	 * Tells whether the node was silent when it was looked at last.
	 */
	boolean isSilent() {
		return this.silent;
	}

	/**
	 * Tells whether a silence is one to act on.
	 */
	boolean isOverdue(long nanos) {
		return nanos > this.timeout;
	}

	/**
	 * Begins a probe of all connections that are silent, unless one is under way. Once it
	 * is answered they have as long to answer as they had before.
	 */
	void probe() {
		if (!this.probing.compareAndSet(false, true)) {
			return;
		}
		this.silent = true;
		this.onSilence.run();
		boolean running = this.settings.threads().run(() -> {
			try {
				new Probe(this::open, this.timeout).examine(silent());
			}
			finally {
				rest();
			}
		});
		if (!running) {
			rest();
		}
	}

	/** Lets the next probe begin after a pause, and looks who is silent then. */
	private void rest() {
		this.settings.watchdog().schedule(() -> {
			this.silent = !silent().isEmpty();
			this.probing.set(false);
		}, PAUSE);
	}

	private List<? extends Probe.Suspect> silent() {
		long now = System.nanoTime();
		return this.suspects.get().stream().filter((suspect) -> isOverdue(suspect.silentFor(now))).toList();
	}

	private Wire open() throws IOException {
		return this.link.open(System.nanoTime() + Math.max(SHORTEST_PROBE, PROBE_TIMEOUTS * this.timeout));
	}

}
