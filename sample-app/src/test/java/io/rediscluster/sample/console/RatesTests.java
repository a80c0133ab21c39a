package io.rediscluster.sample.console;

import java.time.Duration;
import java.util.Map;

import io.rediscluster.client.ClientStats;
import io.rediscluster.sample.load.LoadReading;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Rates}.
 */
class RatesTests {

	private final Rates rates = new Rates();

	@Test
	void failedOperationsAreErrorsAndNoOperations() {
		this.rates.point(0, true, reading(0, 0), retries(0));
		Point point = this.rates.point(1, true, reading(100, 25), retries(0));
		assertThat(point.ops() / point.errors()).isEqualTo(3);
		assertThat(point.p50()).isEqualTo(7);
	}

	@Test
	void aSecondInWhichAllFailsHasNoLatency() {
		this.rates.point(0, true, reading(0, 0), retries(0));
		Point point = this.rates.point(1, true, reading(10, 10), retries(0));
		assertThat(point.ops()).isZero();
		assertThat(point.errors()).isPositive();
		assertThat(point.p50()).isNull();
	}

	@Test
	void aCounterThatBeginsAnewMakesNoNegativeRate() {
		this.rates.point(0, false, null, retries(100));
		assertThat(this.rates.point(1, false, null, retries(3)).retries()).isZero();
		assertThat(this.rates.point(2, false, null, retries(8)).retries()).isPositive();
	}

	@Test
	void theFirstPointAfterATimeWithoutASampleHasNoRates() {
		this.rates.point(0, true, reading(5, 0), retries(1));
		this.rates.forget();
		Point point = this.rates.point(1, true, reading(500, 0), retries(100));
		assertThat(point.ops()).isNull();
		assertThat(point.retries()).isZero();
	}

	private static LoadReading reading(long operations, long errors) {
		return new LoadReading(new LoadReading.Recent(operations, errors, 7, 8, 9), operations, Map.of());
	}

	private static ClientStats retries(long count) {
		return new ClientStats(0, Map.of(), Map.of("connection", count), 0, 0, 0, Duration.ZERO, 0, 0, 0, Duration.ZERO,
				0, Map.of());
	}

}
