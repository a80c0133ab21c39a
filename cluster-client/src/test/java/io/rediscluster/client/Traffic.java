package io.rediscluster.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

import io.rediscluster.test.Await;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Threads that call again and again until they are stopped, while a test does something
 * to the cluster. Counts what succeeds and keeps what fails. Thread safe.
 */
final class Traffic implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final AtomicInteger successes = new AtomicInteger();

	private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

	private final List<Thread> threads = new ArrayList<>();

	private volatile boolean running = true;

	private Traffic() {
	}

	/**
	 * Starts a thread for each call.
	 * @param calls what to do; each gets the number of its round, from 0
	 */
	static Traffic of(IntConsumer... calls) {
		Traffic traffic = new Traffic();
		for (IntConsumer call : calls) {
			Thread thread = new Thread(() -> traffic.run(call), "traffic-" + traffic.threads.size());
			thread.setDaemon(true);
			traffic.threads.add(thread);
		}
		traffic.threads.forEach(Thread::start);
		return traffic;
	}

	/** Starts several threads that do the same. */
	static Traffic of(int threads, Runnable call) {
		return of(
				Stream.generate(() -> (IntConsumer) (round) -> call.run()).limit(threads).toArray(IntConsumer[]::new));
	}

	private void run(IntConsumer call) {
		for (int round = 0; this.running; round++) {
			try {
				call.accept(round);
				this.successes.incrementAndGet();
			}
			catch (RuntimeException | Error ex) {
				this.failures.add(ex);
			}
		}
	}

	int successes() {
		return this.successes.get();
	}

	List<Throwable> failures() {
		return List.copyOf(this.failures);
	}

	/** Waits until so many calls more have succeeded. */
	void awaitMore(int count) {
		int goal = this.successes.get() + count;
		Await.until(count + " calls more succeed", LIMIT, () -> this.successes.get() >= goal);
	}

	/** Lets every thread end with the call it is in, and waits for that. */
	@Override
	public void close() throws InterruptedException {
		this.running = false;
		for (Thread thread : this.threads) {
			thread.join(TimeUnit.SECONDS.toMillis(30));
			assertThat(thread.isAlive()).as("%s still runs", thread.getName()).isFalse();
		}
	}

}
