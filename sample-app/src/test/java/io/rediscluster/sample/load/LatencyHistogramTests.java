package io.rediscluster.sample.load;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LatencyHistogram}.
 */
class LatencyHistogramTests {

	private final LatencyHistogram histogram = new LatencyHistogram();

	@Test
	void answersZeroWhenNothingWasRecorded() {
		assertThat(this.histogram.total()).isZero();
		assertThat(this.histogram.percentileMicros(50)).isZero();
		assertThat(this.histogram.percentileMicros(99)).isZero();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 63, 64, 127, 128, 1_000, 65_535, 65_536, 1_000_003, 5_000_000_000L })
	void isNeverTooLowAndAtMostOneSixtyFourthTooHigh(long micros) {
		this.histogram.record(TimeUnit.MICROSECONDS.toNanos(micros));
		assertThat(this.histogram.percentileMicros(50)).isBetween(micros, micros + micros / 64 + 1);
	}

	@Test
	void takesTheExtremes() {
		this.histogram.record(-1);
		this.histogram.record(0);
		assertThat(this.histogram.percentileMicros(100)).isZero();
		this.histogram.record(Long.MAX_VALUE);
		assertThat(this.histogram.percentileMicros(100)).isEqualTo(TimeUnit.NANOSECONDS.toMicros(Long.MAX_VALUE) + 1);
	}

	@Test
	void percentilesSplitTheRecordedValuesByCount() {
		for (int i = 0; i < 98; i++) {
			this.histogram.record(1_000);
		}
		this.histogram.record(1_000_000);
		this.histogram.record(1_000_000_000);
		assertThat(this.histogram.percentileMicros(50)).isBetween(1L, 2L);
		assertThat(this.histogram.percentileMicros(98)).isBetween(1L, 2L);
		assertThat(this.histogram.percentileMicros(99)).isBetween(1_000L, 1_016L);
		assertThat(this.histogram.percentileMicros(100)).isBetween(1_000_000L, 1_015_700L);
	}

	@Test
	void agreesWithSortingOnRandomLatencies() {
		Random random = new Random(7);
		long[] nanos = random.doubles(10_000, 3, 9).mapToLong((exponent) -> (long) Math.pow(10, exponent)).toArray();
		Arrays.stream(nanos).forEach(this.histogram::record);
		Arrays.sort(nanos);
		for (int percentile : new int[] { 10, 50, 90, 99 }) {
			long exact = nanos[nanos.length * percentile / 100 - 1];
			assertThat(TimeUnit.MICROSECONDS.toNanos(this.histogram.percentileMicros(percentile))).isBetween(exact,
					exact + exact / 64 + 1_000);
		}
	}

	@Test
	void addsUp() {
		LatencyHistogram other = new LatencyHistogram();
		this.histogram.record(1_000);
		other.record(1_000_000);
		other.record(1_000_000);
		this.histogram.add(other);
		assertThat(this.histogram.total()).isEqualTo(3);
		assertThat(this.histogram.percentileMicros(50)).isBetween(1_000L, 1_016L);
		assertThat(other.total()).isEqualTo(2);
	}

}
