package io.rediscluster.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Command;
import io.rediscluster.client.PubSubListener;
import io.rediscluster.client.PubSubMessage;
import io.rediscluster.client.Subscription;
import io.rediscluster.client.SubscriptionGap;
import io.rediscluster.test.Await;

/**
 * Publishes numbers to a sharded channel in each watched slot all the time, listens to
 * them, and says afterwards whether any that a server had passed on is missing outside of
 * the gaps that the client reported. One lock for what both sides note.
 */
final class PubSubWatch implements PubSubListener, AutoCloseable {

	private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(20);

	/** A message may be under way when a connection breaks, which is noticed later. */
	private static final long SLACK = TimeUnit.MILLISECONDS.toNanos(500);

	private static final Duration RESUMED = Duration.ofSeconds(10);

	/** More than the time limit of a call. */
	private static final Duration END = Duration.ofSeconds(30);

	private final ReentrantLock lock = new ReentrantLock();

	private final ClusterClient client;

	private final Map<String, Channel> channels = new HashMap<>();

	/** Times for which the client said that messages may be missing. */
	private final List<Span> gaps = new ArrayList<>();

	private final Subscription subscription;

	private final Thread publisher;

	private volatile boolean closed;

	PubSubWatch(ClusterClient client) {
		this.client = client;
		for (int slot : Stage.slots()) {
			this.channels.put(Stage.tag(slot) + ":news", new Channel());
		}
		this.subscription = client.subscribe(this).shardChannels(this.channels.keySet().toArray()).start();
		this.publisher = new Thread(this::publish, "publisher");
		this.publisher.setDaemon(true);
		this.publisher.start();
	}

	private void publish() {
		for (int number = 1; !this.closed; number++) {
			for (Map.Entry<String, Channel> entry : this.channels.entrySet()) {
				publish(entry.getKey(), entry.getValue(), number);
			}
			LockSupport.parkNanos(PERIOD);
		}
	}

	private void publish(String name, Channel channel, int number) {
		long began = System.nanoTime();
		try {
			long receivers = this.client.execute(Command.of("SPUBLISH", name, number)).asLong();
			this.lock.lock();
			try {
				if (receivers > 0) {
					channel.published.put(number, new Span(began, System.nanoTime()));
				}
			}
			finally {
				this.lock.unlock();
			}
		}
		catch (ClusterClientException ex) {
			// nobody was promised anything
		}
	}

	@Override
	public void onMessage(PubSubMessage message) {
		this.lock.lock();
		try {
			Channel channel = this.channels.get(message.channelAsString());
			if (channel != null) {
				channel.received.set(Integer.parseInt(message.bodyAsString()));
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void onGap(SubscriptionGap gap) {
		long end = System.nanoTime();
		this.lock.lock();
		try {
			this.gaps.add(new Span(end - gap.duration().toNanos(), end));
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Says what is wrong, and begins anew.
	 * @return a line for each trouble
	 */
	List<String> troubles() {
		List<String> troubles = new ArrayList<>();
		long now = System.nanoTime();
		this.channels.forEach((name, channel) -> {
			try {
				Await.until("messages of " + name + " arrive", RESUMED, () -> isResumed(channel, now));
			}
			catch (IllegalStateException ex) {
				troubles.add(String.valueOf(ex.getMessage()));
			}
		});
		this.lock.lock();
		try {
			this.channels.forEach((name, channel) -> {
				long missing = channel.published.entrySet()
					.stream()
					.filter((entry) -> entry.getValue().end - now < 0)
					.filter((entry) -> !channel.received.get(entry.getKey()) && !isInGap(entry.getValue()))
					.count();
				if (missing > 0) {
					troubles.add(missing + " messages of " + name + " are missing outside of the gaps");
				}
				channel.published.clear();
				channel.received.clear();
			});
			this.gaps.clear();
		}
		finally {
			this.lock.unlock();
		}
		return troubles;
	}

	/** Tells whether a message has come that was published since. */
	private boolean isResumed(Channel channel, long since) {
		this.lock.lock();
		try {
			return channel.published.entrySet()
				.stream()
				.anyMatch((entry) -> entry.getValue().begin - since > 0 && channel.received.get(entry.getKey()));
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean isInGap(Span span) {
		return this.gaps.stream()
			.anyMatch((gap) -> span.end - gap.begin + SLACK >= 0 && gap.end + SLACK - span.begin >= 0);
	}

	/** Ends both sides; nobody publishes afterwards. */
	@Override
	public void close() {
		this.closed = true;
		this.subscription.close();
		try {
			this.publisher.join(END.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** What is known of one channel. */
	private static final class Channel {

		/** When the messages were published that at least one subscriber got. */
		private final Map<Integer, Span> published = new HashMap<>();

		private final BitSet received = new BitSet();

	}

	/** A time in that of {@link System#nanoTime()}. */
	private record Span(long begin, long end) {
	}

}
