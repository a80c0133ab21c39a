package io.rediscluster.client.internal.connection;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Acts when a node owes replies and sends no byte: asks it over a fresh connection, one
 * probe at a time. If it answers and has nothing to do for the silent connection, that
 * one is broken and is cut; if it does not answer, the node is slow or gone, and the
 * connection stays. Thread safe.
 */
final class SilenceWatch {

	/** How long a connection has to answer once a probe has been answered. */
	private static final long GRACE = 50_000_000;

	/** The pause between two probes. */
	private static final long PAUSE = 150_000_000;

	private final ConnectionSettings settings;

	private final Probe.Opener opener;

	private final Runnable onSilence;

	private final AtomicBoolean probing = new AtomicBoolean();

	private volatile boolean silent;

	SilenceWatch(ConnectionSettings settings, Probe.Opener opener, Runnable onSilence) {
		this.settings = settings;
		this.opener = opener;
		this.onSilence = onSilence;
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
		return nanos > Deadline.nanos(this.settings.options().silenceTimeout());
	}

	/**
	 * Begins a probe, unless one is under way.
	 * @param clientId the server's number for the silent connection, or -1
	 * @param suspect tells whether the connection is still silent
	 * @param cut ends it
	 */
	void probe(long clientId, Probe.Suspect suspect, Probe.Verdict cut) {
		if (!this.probing.compareAndSet(false, true)) {
			return;
		}
		this.silent = true;
		this.onSilence.run();
		boolean running = this.settings.threads().run(() -> {
			try {
				new Probe(this.opener, GRACE).examine(clientId, suspect, cut);
			}
			finally {
				this.settings.watchdog().schedule(() -> {
					this.silent = suspect.isSilent();
					this.probing.set(false);
				}, PAUSE);
			}
		});
		if (!running) {
			this.probing.set(false);
		}
	}

}
