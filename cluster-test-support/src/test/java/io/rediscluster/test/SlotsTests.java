package io.rediscluster.test;

import java.util.BitSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SlotsTests {

	@ParameterizedTest
	@CsvSource({ "foo, 12182", "123456789, 12739", "'', 0", "foo{}{bar}, 8363", "{}foo, 9500" })
	void slotsAreThoseOfTheServer(String key, int slot) {
		assertThat(Slots.of(key)).isEqualTo(slot);
	}

	@Test
	void onlyTheFirstHashTagCounts() {
		assertThat(Slots.of("foo{bar}{zap}")).isEqualTo(Slots.of("bar"));
		assertThat(Slots.of("foo{{bar}}zap")).isEqualTo(Slots.of("{bar"));
	}

	@Test
	void sharesCoverAllSlotsOnce() {
		BitSet seen = new BitSet();
		for (int i = 0; i < 7; i++) {
			SlotRange share = Slots.share(i, 7);
			assertThat(seen.get(share.first(), share.last() + 1).isEmpty()).isTrue();
			seen.set(share.first(), share.last() + 1);
		}
		assertThat(seen.cardinality()).isEqualTo(Slots.COUNT);
	}

	@Test
	void aKeyIsFoundForASlot() {
		assertThat(Slots.of(Slots.keyIn("user:", 12182))).isEqualTo(12182);
	}

}
