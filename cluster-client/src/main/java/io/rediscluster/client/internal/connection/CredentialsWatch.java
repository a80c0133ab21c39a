package io.rediscluster.client.internal.connection;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.rediscluster.client.Credentials;
import io.rediscluster.client.topology.Topology;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the provider gives other credentials than before, and has the connections
 * take them over without dropping a call: shared connections with {@code AUTH} between
 * two calls, the others by being replaced once they are idle. Credentials that a server
 * refuses are not taken over. Thread safe; one look at a time, guarded by {@link #lock}.
 */
public final class CredentialsWatch {

	private static final Logger logger = LoggerFactory.getLogger(CredentialsWatch.class);

	private final ConnectionSettings settings;

	private final Links links;

	private final Supplier<Topology> topology;

	private final ReentrantLock lock = new ReentrantLock();

	private @Nullable Credentials known;

	/**
	 * Makes a watch.
	 * @param settings what connections share
	 * @param links the connections
	 * @param topology the topology in force
	 */
	public CredentialsWatch(ConnectionSettings settings, Links links, Supplier<Topology> topology) {
		this.settings = settings;
		this.links = links;
		this.topology = topology;
	}

	/**
	 * Begins to look, as often as the topology is refreshed.
	 */
	public void start() {
		this.lock.lock();
		try {
			this.known = this.settings.options().credentials().credentials();
		}
		finally {
			this.lock.unlock();
		}
		schedule();
	}

	private void schedule() {
		long period = Deadline.nanos(this.settings.options().refresh().period());
		if (period > 0) {
			this.settings.watchdog().schedule(() -> {
				this.settings.threads().run(this::look);
				schedule();
			}, period);
		}
	}

	private void look() {
		if (!this.lock.tryLock()) {
			return;
		}
		try {
			Credentials now = this.settings.options().credentials().credentials();
			if (now != null && !Objects.equals(now, this.known) && isAccepted()) {
				this.known = now;
				this.links.all().forEach((link) -> link.authenticate(now));
			}
		}
		catch (RuntimeException ex) {
			logger.warn("The credentials provider failed; connections keep what they have", ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Tries the new credentials, twice should they just be changing, on a new connection.
	 */
	private boolean isAccepted() {
		for (int attempt = 0; attempt < 2; attempt++) {
			try {
				tryOut();
				return true;
			}
			catch (HandshakeException ex) {
				if (attempt > 0) {
					logger.warn("The servers refuse the new credentials; open connections keep the old ones: {}",
							ex.getMessage());
				}
			}
			catch (IOException | LinkFailure ex) {
				// not for the credentials: another look will come
				return false;
			}
		}
		return false;
	}

	private void tryOut() throws IOException, LinkFailure {
		var primaries = this.topology.get().primaries();
		if (!primaries.isEmpty()) {
			this.links.of(primaries.get(0), Mode.PRIMARY).open().abort(null);
		}
	}

}
