package io.rediscluster.chaos;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.rediscluster.test.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The load against a client that does what a test wants.
 */
@Timeout(60)
class LoadTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	@Test
	void everyWriteIsNotedWithWhatTheClientSaid() throws Exception {
		CountingTarget target = new CountingTarget(Integer.MAX_VALUE);
		List<Worker> workers;
		try (Load load = new Load(target, false, 1, "r1")) {
			Await.until("writes", LIMIT, () -> target.writes.get() > 100);
			workers = load.stop();
		}
		long acknowledged = lanes(workers).mapToLong((lane) -> lane.count(Write.Fate.ACKNOWLEDGED)).sum();
		assertThat(acknowledged).isEqualTo(target.writes.get());
		assertThat(lanes(workers).mapToLong(Lane::count).sum()).isEqualTo(acknowledged);
		assertThat(workers).extracting(Worker::stale).containsOnly(0L);
	}

	@Test
	void whatNoCallMayThrowFailsTheLoad() throws Exception {
		CountingTarget target = new CountingTarget(20);
		try (Load load = new Load(target, false, 1, "r1")) {
			Await.until("the defect", LIMIT, () -> target.writes.get() > 100);
			assertThatThrownBy(load::stop).isInstanceOf(IllegalStateException.class)
				.hasMessageContaining("ended by itself")
				.hasRootCauseMessage("a defect");
		}
	}

	private static Stream<Lane> lanes(List<Worker> workers) {
		return workers.stream().flatMap((worker) -> worker.lanes().stream());
	}

	/** Acknowledges every write, and throws at one of them. */
	private static final class CountingTarget implements Target {

		private final AtomicInteger writes = new AtomicInteger();

		private final int defect;

		CountingTarget(int defect) {
			this.defect = defect;
		}

		@Override
		public Set<Mode> modes() {
			return EnumSet.of(Mode.DIRECT);
		}

		@Override
		public Exception perform(Mode mode, List<Write> writes) {
			if (this.writes.incrementAndGet() == this.defect) {
				throw new IllegalArgumentException("a defect");
			}
			writes.forEach((write) -> write.ended(Write.Fate.ACKNOWLEDGED));
			return null;
		}

		@Override
		public String read(String key) {
			return Integer.toString(Integer.MAX_VALUE);
		}

		@Override
		public void close() {
			// nothing is connected
		}

	}

}
