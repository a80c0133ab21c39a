package io.rediscluster.client.internal.resp;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * The inputs that the fuzzer found worth keeping, each of which takes a path through the
 * reader of its own.
 */
class RespReaderFuzzerTests {

	static Stream<Path> inputs() throws IOException, URISyntaxException {
		return Files
			.list(Path.of(Objects.requireNonNull(RespReaderFuzzerTests.class.getResource("/fuzz/resp")).toURI()))
			.sorted();
	}

	@ParameterizedTest
	@MethodSource("inputs")
	void aKeptInputGivesTheSameValuesOrErrorHoweverItArrives(Path input) {
		assertThatNoException().isThrownBy(() -> RespReaderFuzzer.fuzzerTestOneInput(Files.readAllBytes(input)));
	}

}
