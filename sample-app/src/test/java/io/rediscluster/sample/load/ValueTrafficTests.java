package io.rediscluster.sample.load;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockingDetails;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link ValueTraffic}.
 */
class ValueTrafficTests {

	private final Workload workload = mock(Workload.class);

	private final RandomGenerator random = new Random(7);

	@Test
	void aValueThatWasWrittenAndIsGoneIsLostOnce() {
		ValueTraffic traffic = traffic(LoadMix.READ_MOSTLY, false);
		traffic.fill(() -> false);
		given(this.workload.read(anyInt())).willReturn(false);
		RandomGenerator reads = always(5);
		assertThatExceptionOfType(LostValueException.class).isThrownBy(() -> traffic.step(reads))
			.withMessageContaining("shop:load:value:5");
		assertThatNoException().isThrownBy(() -> traffic.step(reads));
	}

	@Test
	void aValueWhoseWriteFailedIsNotMissed() {
		ValueTraffic traffic = traffic(LoadMix.READ_MOSTLY, false);
		willThrow(new IllegalStateException("no cluster")).given(this.workload).writeMany(anyList());
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> traffic.fill(() -> false));
		assertThatNoException().isThrownBy(() -> traffic.step(always(5)));
	}

	@Test
	void fillsNoMoreOnceItIsStopped() {
		AtomicInteger questions = new AtomicInteger();
		traffic(LoadMix.BALANCED, false).fill(() -> questions.incrementAndGet() > 1);
		then(this.workload).should().writeMany(anyList());
	}

	@Test
	void oneOfManyThatIsGoneIsNoticed() {
		ValueTraffic traffic = traffic(LoadMix.READ_MOSTLY, true);
		traffic.fill(() -> false);
		given(this.workload.readMany(anyList()))
			.willAnswer((call) -> List.of(call.<List<Integer>>getArgument(0).get(3)));
		assertThatExceptionOfType(LostValueException.class).isThrownBy(() -> {
			for (int i = 0; i < 1_000; i++) {
				traffic.step(this.random);
			}
		});
	}

	@Test
	void readsAndWritesInTheShareOfTheMix() {
		given(this.workload.read(anyInt())).willReturn(true);
		ValueTraffic traffic = traffic(LoadMix.WRITE_HEAVY, false);
		for (int i = 0; i < 2_000; i++) {
			traffic.step(this.random);
		}
		assertThat(calls("read")).isBetween(120L, 280L);
		assertThat(calls("write")).isEqualTo(2_000 - calls("read"));
		then(this.workload).should(never()).pipeline(anyList());
	}

	@Test
	void bulkMixesInTenKeysAndPipelines() {
		given(this.workload.read(anyInt())).willReturn(true);
		ValueTraffic traffic = traffic(LoadMix.BALANCED, true);
		for (int i = 0; i < 500; i++) {
			traffic.step(this.random);
		}
		then(this.workload).should(atLeastOnce()).readMany(anyList());
		then(this.workload).should(atLeastOnce()).writeMany(anyList());
		then(this.workload).should(atLeastOnce()).pipeline(anyList());
	}

	private long calls(String method) {
		return mockingDetails(this.workload).getInvocations()
			.stream()
			.filter((call) -> call.getMethod().getName().equals(method))
			.count();
	}

	private ValueTraffic traffic(LoadMix mix, boolean bulk) {
		return new ValueTraffic(this.workload, new LoadPlan(1, 1, mix, bulk));
	}

	/** Chooses this number wherever it may. */
	private static RandomGenerator always(int number) {
		return new RandomGenerator() {

			@Override
			public long nextLong() {
				return number;
			}

			@Override
			public int nextInt(int bound) {
				return Math.min(number, bound - 1);
			}

		};
	}

}
