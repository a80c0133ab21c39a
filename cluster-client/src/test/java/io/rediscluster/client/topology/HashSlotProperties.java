package io.rediscluster.client.topology;

import java.nio.charset.StandardCharsets;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

class HashSlotProperties {

	@Property
	void textAndItsBytesHaveTheSameSlot(@ForAll String key) {
		assertThat(HashSlot.of(key)).isBetween(0, HashSlot.COUNT - 1)
			.isEqualTo(HashSlot.of(key.getBytes(StandardCharsets.UTF_8)));
	}

	@Property
	void textWithBracesAndItsBytesHaveTheSameSlot(@ForAll("braced") String key) {
		assertThat(HashSlot.of(key)).isEqualTo(HashSlot.of(key.getBytes(StandardCharsets.UTF_8)));
	}

	@Provide
	Arbitrary<String> braced() {
		return Arbitraries.strings().withChars('{', '}', 'a', 'b', 'é').ofMaxLength(12);
	}

}
