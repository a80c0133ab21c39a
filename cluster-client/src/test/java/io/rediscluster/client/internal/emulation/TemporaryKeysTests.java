package io.rediscluster.client.internal.emulation;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

import io.rediscluster.client.internal.emulation.TemporaryKeys.Stage;
import io.rediscluster.client.topology.HashSlot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TemporaryKeysTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "a", "user:1", "{user:1}:cart", "a{", "a}", "{}x", "{{x}}", "\u00e9\n" })
	void theNameIsTheKeyWithASuffixInTheSlotOfTheKey(String key) {
		byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
		assertThat(new String(TemporaryKeys.copy(bytes), StandardCharsets.UTF_8)).startsWith(key + ":xslot-t-");
		assertThat(HashSlot.of(TemporaryKeys.copy(bytes))).isEqualTo(HashSlot.of(bytes));
	}

	@Test
	void randomKeysOfAnyBytesKeepTheirSlotAndNoNameComesTwice() {
		Random random = new Random(42);
		Set<String> names = new HashSet<>();
		for (int i = 0; i < 5000; i++) {
			byte[] key = new byte[random.nextInt(30)];
			random.nextBytes(key);
			byte[] name = TemporaryKeys.copy(key);
			assertThat(HashSlot.of(name)).isEqualTo(HashSlot.of(key));
			names.add(new String(name, StandardCharsets.ISO_8859_1));
		}
		assertThat(names).hasSize(5000);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a", "{user:1}:cart", "x\ny", "a:xslot-l-", "\u00ff" })
	void aStageTellsItsSourceAndHowItIsPutBack(String key) {
		byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
		for (StageKind kind : StageKind.values()) {
			Stage stage = TemporaryKeys.parse(TemporaryKeys.stage(bytes, kind));
			assertThat(stage).isNotNull();
			assertThat(stage.source()).isEqualTo(bytes);
			assertThat(stage.kind()).isEqualTo(kind);
		}
	}

	@Test
	void otherKeysAreNoStages() {
		assertThat(TemporaryKeys.parse("a".getBytes(StandardCharsets.UTF_8))).isNull();
		assertThat(TemporaryKeys.parse(TemporaryKeys.copy(new byte[] { 'a' }))).isNull();
		byte[] elsewhere = TemporaryKeys.stage(new byte[] { 'a' }, StageKind.LEFT);
		elsewhere[elsewhere.length - 1] = (byte) ((elsewhere[elsewhere.length - 1] == '0') ? '1' : '0');
		assertThat(TemporaryKeys.parse(elsewhere)).isNull();
	}

}
