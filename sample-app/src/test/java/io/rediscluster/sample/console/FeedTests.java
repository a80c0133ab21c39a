package io.rediscluster.sample.console;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

import io.rediscluster.sample.console.FeedEntry.Kind;
import io.rediscluster.sample.console.FeedEntry.Level;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Feed}.
 */
class FeedTests {

	private final SettableClock clock = new SettableClock();

	private final Feed feed = new Feed(this.clock);

	@Test
	void whatKeepsHappeningIsOneLine() {
		for (int i = 0; i < 5; i++) {
			count("moved", 100);
			this.clock.millis += 1_000;
		}
		assertThat(this.feed.entries()).singleElement().satisfies((entry) -> {
			assertThat(entry.text()).isEqualTo("500 times");
			assertThat(entry.count()).isEqualTo(500);
			assertThat(entry.at()).isZero();
		});
	}

	@Test
	void whatHappensAgainLaterIsAnotherLine() {
		count("moved", 1);
		this.clock.millis += 5_001;
		count("moved", 2);
		assertThat(this.feed.entries()).extracting(FeedEntry::text).containsExactly("1 times", "2 times");
	}

	@Test
	void differentThingsAreDifferentLines() {
		count("moved", 1);
		count("ask", 1);
		count("moved", 1);
		assertThat(this.feed.entries()).extracting(FeedEntry::text).containsExactly("2 times", "1 times");
	}

	@Test
	void keepsTheLastTwoHundredLines() {
		for (int i = 0; i < 250; i++) {
			this.feed.add(Kind.ACTION, Level.INFO, "line " + i);
		}
		List<FeedEntry> entries = this.feed.entries();
		assertThat(entries).hasSize(200);
		assertThat(entries.get(0).text()).isEqualTo("line 50");
		assertThat(entries.get(199).text()).isEqualTo("line 249");
		assertThat(this.feed.takeNews()).hasSizeLessThanOrEqualTo(200);
	}

	@Test
	void newsAreToldOnceAndALineThatGoesOnAgain() {
		count("moved", 1);
		assertThat(this.feed.takeNews()).hasSize(1);
		assertThat(this.feed.takeNews()).isEmpty();
		count("moved", 1);
		assertThat(this.feed.takeNews()).singleElement().extracting(FeedEntry::text).isEqualTo("2 times");
	}

	private void count(String key, long count) {
		this.feed.count(key, Kind.CLIENT, Level.INFO, count, (sum) -> sum + " times");
	}

	private static final class SettableClock extends Clock {

		private long millis;

		@Override
		public long millis() {
			return this.millis;
		}

		@Override
		public Instant instant() {
			return Instant.ofEpochMilli(this.millis);
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	}

}
