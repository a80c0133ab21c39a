package io.rediscluster.client.topology;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class HashSlotTests {

	@ParameterizedTest
	@CsvSource({ "123456789, 12739", "'', 0", "foo, 12182", "bar, 5061", "hello, 866" })
	void knownKeysHaveTheirSlots(String key, int slot) {
		assertThat(HashSlot.of(key)).isEqualTo(slot);
		assertThat(HashSlot.of(key.getBytes(UTF_8))).isEqualTo(slot);
	}

	@ParameterizedTest
	@CsvSource({ "{user1000}.following, user1000", "foo{bar}, bar", "foo{{bar}}zap, {bar", "foo{bar}{zap}, bar",
			"{a}{}, a", "}{a}, a", "{é}x, é" })
	void onlyTheFirstHashTagCounts(String key, String tag) {
		assertThat(HashSlot.of(key)).isEqualTo(HashSlot.of(tag));
		assertThat(HashSlot.of(key.getBytes(UTF_8))).isEqualTo(HashSlot.of(tag.getBytes(UTF_8)));
	}

	@ParameterizedTest
	@CsvSource({ "{}, 15257", "{}{a}, 13650", "a{b, 13340", "a}b, 7866", "foo{}{bar}, 8363" })
	void withoutAHashTagTheWholeKeyCounts(String key, int slot) {
		assertThat(HashSlot.of(key)).isEqualTo(slot);
		assertThat(HashSlot.of(key.getBytes(UTF_8))).isEqualTo(slot);
	}

}
