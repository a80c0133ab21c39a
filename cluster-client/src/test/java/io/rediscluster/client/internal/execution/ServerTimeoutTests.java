package io.rediscluster.client.internal.execution;

import java.time.Duration;
import java.util.Arrays;

import io.rediscluster.client.internal.command.BoundCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ServerTimeoutTests {

	private static long nanos(String line) {
		String[] words = line.split(" ");
		return ServerTimeout
			.nanos(BoundCommand.of(words[0], Arrays.copyOfRange(words, 1, words.length, Object[].class)));
	}

	@ParameterizedTest
	@CsvSource({ "BLPOP a b 2, 2000", "BRPOP a 0.5, 500", "BZPOPMIN a 1, 1000", "BZPOPMAX a 1, 1000",
			"BRPOPLPUSH a b 3, 3000", "BLMOVE a b LEFT RIGHT 4, 4000", "BLMPOP 5 1 a LEFT, 5000",
			"BZMPOP 6 1 a MIN, 6000", "XREAD COUNT 1 BLOCK 70 STREAMS a 0, 70",
			"XREADGROUP GROUP g c block 80 STREAMS a >, 80", "XREADGROUP GROUP block 5 BLOCK 90 STREAMS a >, 90" })
	void theLimitStandsWhereTheCommandHasIt(String line, long millis) {
		assertThat(nanos(line)).isEqualTo(millis * 1_000_000);
	}

	@ParameterizedTest
	@ValueSource(strings = { "BLPOP a 0", "BLPOP a 1e300", "XREAD BLOCK 0 STREAMS a 0", "XREAD STREAMS BLOCK 5" })
	void zeroAndWhatNobodyLivesToSeeMeanForever(String line) {
		assertThat(nanos(line)).isGreaterThanOrEqualTo(ServerTimeout.FOREVER);
		assertThat(System.nanoTime() + nanos(line)).isPositive();
	}

	@Test
	void aWriteThatWaitsForReplicasAloneWaitsNoLongerThanForThem() {
		BoundCommand read = BoundCommand.of("XREADGROUP", "GROUP", "g", "c", "STREAMS", "a", ">");
		assertThat(ServerTimeout.nanos(read.replicated(1, Duration.ofMillis(50)))).isEqualTo(50_000_000);
	}

	@ParameterizedTest
	@ValueSource(strings = { "BLPOP a soon", "XREAD BLOCK soon STREAMS a 0" })
	void whatIsNoNumberIsRefused(String line) {
		assertThatIllegalArgumentException().isThrownBy(() -> nanos(line)).withMessageContaining("timeout");
	}

}
