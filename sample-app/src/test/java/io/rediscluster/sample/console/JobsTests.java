package io.rediscluster.sample.console;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.rediscluster.test.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Jobs}.
 */
@Timeout(60)
class JobsTests {

	private final Feed feed = new Feed(Clock.systemUTC());

	private final Jobs jobs = new Jobs(this.feed);

	@Test
	void doesOneAtATimeAndTellsHowFarItIs() {
		CountDownLatch half = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		this.jobs.begin("Move slots", 10, (progress) -> {
			progress.done(5);
			half.countDown();
			await(go);
		});
		await(half);
		assertThat(this.jobs.last()).isEqualTo(new JobView("Move slots", 5, 10, true, null));
		assertThatExceptionOfType(ActionRefusedException.class)
			.isThrownBy(() -> this.jobs.begin("Another", 1, (progress) -> {
			}));
		go.countDown();
		awaitEnd();
		assertThat(this.jobs.last()).isEqualTo(new JobView("Move slots", 10, 10, false, null));
		assertThat(this.feed.entries()).extracting(FeedEntry::text)
			.hasSize(2)
			.anyMatch((text) -> text.startsWith("Move slots: done"));
	}

	@Test
	void saysWhyAJobEndedEarlyAndTakesAnother() {
		this.jobs.begin("Move slots", 10, (progress) -> {
			progress.done(3);
			throw new IllegalStateException("the target is gone");
		});
		awaitEnd();
		assertThat(this.jobs.last()).isEqualTo(new JobView("Move slots", 3, 10, false, "the target is gone"));
		this.jobs.begin("Another", 1, (progress) -> {
		});
		awaitEnd();
		assertThat(this.jobs.last().title()).isEqualTo("Another");
	}

	private void awaitEnd() {
		Await.until("the job ends", Duration.ofSeconds(30), () -> !this.jobs.last().running());
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
