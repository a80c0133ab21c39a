package io.rediscluster.sample.load;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LoadRun}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LoadRunTests {

	private static final long ENOUGH = 1_000;

	private final AtomicLong steps = new AtomicLong();

	@Test
	void countsEveryStepOfEveryThread() throws InterruptedException {
		Set<Thread> threads = ConcurrentHashMap.newKeySet();
		CountDownLatch allThreads = new CountDownLatch(3);
		LoadResult result = new LoadRun((random) -> {
			if (threads.add(Thread.currentThread())) {
				allThreads.countDown();
				await(allThreads);
			}
			this.steps.incrementAndGet();
		}, this::enough).run(60, 3);
		assertThat(result.operations()).isEqualTo(this.steps.get()).isBetween(ENOUGH, ENOUGH + 2);
		assertThat(result.errors()).isZero();
		assertThat(result.opsPerSecond()).isPositive();
		assertThat(result.p99Micros()).isGreaterThanOrEqualTo(result.p50Micros());
		assertThat(threads).hasSize(3);
	}

	@Test
	void endsAfterItsTime() throws InterruptedException {
		long start = System.nanoTime();
		LoadResult result = new LoadRun((random) -> this.steps.incrementAndGet(), () -> false).run(1, 1);
		assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
		assertThat(result.operations()).isEqualTo(this.steps.get());
		assertThat(result.opsPerSecond()).isLessThanOrEqualTo(result.operations());
	}

	@Test
	void countsFailuresAndLogsTheFirstOfEachType(CapturedOutput output) throws InterruptedException {
		LoadResult result = new LoadRun((random) -> {
			long step = this.steps.incrementAndGet();
			if (step % 2 == 0) {
				throw new IllegalStateException("the even ones fail");
			}
			if (step % 5 == 0) {
				throw new WrongValueException("some key");
			}
		}, this::enough).run(60, 1);
		assertThat(result.operations()).isEqualTo(ENOUGH);
		assertThat(result.errors()).isEqualTo(ENOUGH / 2 + ENOUGH / 10);
		assertThat(output).containsOnlyOnce("the even ones fail").containsOnlyOnce("the value of some key");
	}

	@Test
	void failuresHaveNoPartInTheLatencies() throws InterruptedException {
		LoadRun run = new LoadRun((random) -> {
			this.steps.incrementAndGet();
			throw new IllegalStateException("all fail");
		}, this::enough);
		LoadResult result = run.run(60, 1);
		assertThat(result.operations()).isEqualTo(ENOUGH).isEqualTo(result.errors());
		assertThat(result.p99Micros()).isZero();
		assertThat(run.read().recent()).isEqualTo(new LoadReading.Recent(ENOUGH, ENOUGH, 0, 0, 0));
	}

	@Test
	void readsWhatIsNewAndTheFailuresByKind() throws InterruptedException {
		LoadRun run = new LoadRun((random) -> {
			if (this.steps.incrementAndGet() % 4 == 0) {
				throw new WrongValueException("some key");
			}
		}, this::enough);
		run.run(60, 1);
		LoadReading first = run.read();
		assertThat(first.operations()).isEqualTo(ENOUGH);
		assertThat(first.failures()).isEqualTo(Map.of("WrongValueException", ENOUGH / 4));
		assertThat(first.recent().operations()).isEqualTo(ENOUGH);
		assertThat(first.recent().errors()).isEqualTo(ENOUGH / 4);
		assertThat(first.recent().maxMicros()).isGreaterThanOrEqualTo(first.recent().p99Micros());
		LoadReading second = run.read();
		assertThat(second.operations()).isEqualTo(ENOUGH);
		assertThat(second.recent()).as("new").isEqualTo(new LoadReading.Recent(0, 0, 0, 0, 0));
	}

	private boolean enough() {
		return this.steps.get() >= ENOUGH;
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
