package io.rediscluster.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.rediscluster.benchmarks.Subject.Caller;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One round: the threads of a workload call one client for a while, and every reply is
 * checked.
 */
final class Round {

	/** Longer latencies count as this one. */
	private static final long LONGEST = TimeUnit.SECONDS.toNanos(20);

	private static final long GIVE_UP_SECONDS = 60;

	private final Workload workload;

	private final Subject subject;

	private final CpuClock cpu;

	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	private volatile boolean stopped;

	Round(Workload workload, Subject subject, CpuClock cpu) {
		this.workload = workload;
		this.subject = subject;
		this.cpu = cpu;
	}

	/**
	 * Runs the round.
	 * @param name the client's name
	 * @param number the number of the round
	 * @param millis how long it lasts
	 * @throws IllegalStateException if a call failed or gave a wrong reply
	 */
	Sample run(String name, int number, int millis) throws InterruptedException {
		int threads = this.workload.threads();
		List<Worker> workers = new ArrayList<>();
		CountDownLatch ready = new CountDownLatch(threads);
		CountDownLatch go = new CountDownLatch(1);
		CountDownLatch ended = new CountDownLatch(threads);
		CountDownLatch left = new CountDownLatch(1);
		for (int i = 0; i < threads; i++) {
			Worker worker = new Worker(i == 0);
			workers.add(worker);
			Threads.start(this.workload.virtual(), () -> worker.run(ready, go, ended, left));
		}
		await(ready);
		long machine = CpuClock.machine();
		long all = this.cpu.all();
		long servers = this.cpu.servers();
		long own = CpuClock.own();
		long allocated = Threads.allocated();
		long began = System.nanoTime();
		go.countDown();
		TimeUnit.MILLISECONDS.sleep(millis);
		this.stopped = true;
		await(ended);
		long nanos = System.nanoTime() - began;
		allocated = Threads.allocated() - allocated;
		own = CpuClock.own() - own;
		servers = this.cpu.servers() - servers;
		all = this.cpu.all() - all;
		machine = CpuClock.machine() - machine;
		left.countDown();
		Throwable failure = this.failure.get();
		if (failure != null) {
			throw new IllegalStateException(name + " failed in " + this.workload.name(), failure);
		}
		Histogram latencies = new Histogram(LONGEST, 3);
		workers.forEach((worker) -> latencies.add(worker.latencies));
		double operations = Math.max(1, latencies.getTotalCount());
		return new Sample(this.workload.name(), name, number, operations * 1e9 / nanos, own / operations / 1e3,
				servers / operations / 1e3, allocated / operations, Math.max(0, machine - all) / (double) nanos,
				latencies.getValueAtPercentile(50) / 1e3, latencies.getValueAtPercentile(99) / 1e3,
				latencies.getValueAtPercentile(99.9) / 1e3);
	}

	private void await(CountDownLatch latch) throws InterruptedException {
		if (!latch.await(GIVE_UP_SECONDS, TimeUnit.SECONDS)) {
			throw new IllegalStateException("calls hang in " + this.workload.name());
		}
	}

	/**
	 * What one thread does.
	 */
	private final class Worker {

		private final Histogram latencies = new Histogram(LONGEST, 2);

		private final boolean first;

		private final int[] keys = new int[Math.max(Workload.PIPELINE, Workload.MGET)];

		Worker(boolean first) {
			this.first = first;
		}

		void run(CountDownLatch ready, CountDownLatch go, CountDownLatch ended, CountDownLatch left) {
			try (Caller caller = Round.this.subject.caller()) {
				ready.countDown();
				go.await();
				call(caller);
				ended.countDown();
				left.await();
			}
			catch (Throwable ex) {
				Round.this.failure.compareAndSet(null, ex);
				ready.countDown();
				ended.countDown();
			}
		}

		private void call(Caller caller) throws Exception {
			Workload.Task task = Round.this.workload.task();
			if (task == Workload.Task.MIX) {
				task = this.first ? Workload.Task.LARGE_GET : Workload.Task.GET;
			}
			ThreadLocalRandom random = ThreadLocalRandom.current();
			while (!Round.this.stopped) {
				switch (task) {
					case GET -> {
						int key = random.nextInt(Data.SMALL);
						long began = System.nanoTime();
						Object value = caller.get(key);
						record(began);
						Data.check(key, value);
					}
					case SET -> {
						int key = random.nextInt(Data.SMALL);
						long began = System.nanoTime();
						caller.set(key);
						record(began);
					}
					case LARGE_GET -> {
						int key = random.nextInt(Data.LARGE);
						long began = System.nanoTime();
						Object value = caller.large(key);
						record(began);
						Data.checkLarge(key, value);
					}
					case PIPELINE -> many(caller, Workload.PIPELINE, random);
					case MGET -> many(caller, Workload.MGET, random);
					default -> throw new IllegalStateException();
				}
			}
		}

		private void many(Caller caller, int count, ThreadLocalRandom random) throws Exception {
			int[] keys = (count == this.keys.length) ? this.keys : new int[count];
			for (int i = 0; i < count; i++) {
				keys[i] = random.nextInt(Data.SMALL);
			}
			@Nullable Object[] values = new Object[count];
			long began = System.nanoTime();
			if (count == Workload.PIPELINE) {
				caller.pipeline(keys, values);
			}
			else {
				caller.mget(keys, values);
			}
			record(began);
			for (int i = 0; i < count; i++) {
				Data.check(keys[i], values[i]);
			}
		}

		private void record(long began) {
			this.latencies.recordValue(Math.min(LONGEST, System.nanoTime() - began));
		}

	}

}
