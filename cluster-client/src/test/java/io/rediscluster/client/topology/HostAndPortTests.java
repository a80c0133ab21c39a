package io.rediscluster.client.topology;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class HostAndPortTests {

	@ParameterizedTest
	@CsvSource({ "localhost:7000, localhost, 7000, localhost:7000", "' 10.0.0.1:1 ', 10.0.0.1, 1, 10.0.0.1:1",
			"REDIS.Example:65535, redis.example, 65535, redis.example:65535", "[::1]:7000, ::1, 7000, [::1]:7000",
			"::1:7000, ::1, 7000, [::1]:7000", "[FE80::A]:80, fe80::a, 80, [fe80::a]:80" })
	void addressesAreRead(String text, String host, int port, String written) {
		assertThat(HostAndPort.parse(text)).isEqualTo(new HostAndPort(host, port)).hasToString(written);
		assertThat(HostAndPort.parse(written)).isEqualTo(new HostAndPort(host, port));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "localhost", ":7000", "localhost:", "localhost:x", "localhost:0", "localhost:65536",
			"localhost:-1", "[::1]", "[::1]7000", "[]:7000", "a b:7000", "localhost:99999999999" })
	void malformedAddressesAreRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> HostAndPort.parse(text)).withMessageMatching(".+");
	}

	@Test
	void hostsCompareWithoutRegardToCase() {
		assertThat(new HostAndPort("Redis-1", 7000)).isEqualTo(new HostAndPort("redis-1", 7000))
			.hasSameHashCodeAs(new HostAndPort("REDIS-1", 7000))
			.isNotEqualTo(new HostAndPort("redis-1", 7001));
	}

}
