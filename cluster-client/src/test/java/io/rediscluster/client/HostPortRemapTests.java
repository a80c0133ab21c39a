package io.rediscluster.client;

import java.util.List;

import io.rediscluster.client.HostPortRemap.Rule;
import io.rediscluster.client.topology.HostAndPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class HostPortRemapTests {

	private static String map(HostPortRemap remap, String announced) {
		return remap.map(HostAndPort.parse(announced)).toString();
	}

	@ParameterizedTest
	@CsvSource({ "172.18.0.2, 172.18.0.2:7000, to:7000", "172.18.0.2, 172.18.0.3:7000, 172.18.0.3:7000",
			"redis-1, REDIS-1:7000, to:7000", "Redis-1, redis-1:7000, to:7000", "redis-1, redis-10:7000, redis-10:7000",
			"172.18.0.0/16, 172.18.255.1:1, to:1", "172.18.0.0/16, 172.19.0.1:1, 172.19.0.1:1",
			"172.18.0.0/16, redis-1:1, redis-1:1", "10.0.0.0/9, 10.127.0.1:1, to:1",
			"10.0.0.0/9, 10.128.0.1:1, 10.128.0.1:1", "10.0.0.4/31, 10.0.0.5:1, to:1",
			"10.0.0.4/31, 10.0.0.6:1, 10.0.0.6:1", "0.0.0.0/0, 8.8.8.8:1, to:1", "0.0.0.0/0, '[::1]:1', '[::1]:1'",
			"fd00::/8, '[fd12:3::4]:1', to:1", "fd00::/8, '[fe12:3::4]:1', '[fe12:3::4]:1'",
			"'[::1]', '[0:0:0:0:0:0:0:1]:1', to:1", "::1, '[::1]:1', to:1",
			"2001:db8::/33, '[2001:db8:7fff::]:1', to:1",
			"2001:db8::/33, '[2001:db8:8000::]:1', '[2001:db8:8000::]:1'" })
	void hostsMatchByNameAddressOrNetwork(String fromHost, String announced, String expected) {
		assertThat(map(HostPortRemap.builder().fromHost(fromHost).toHost("to").build(), announced)).isEqualTo(expected);
	}

	@Test
	void portsAreMatchedReplacedAndShifted() {
		HostPortRemap remap = HostPortRemap.builder().fromPort(7000).toPort(17000).and().portOffset(10).build();
		assertThat(map(remap, "h:7000")).isEqualTo("h:17000");
		assertThat(map(remap, "h:7001")).isEqualTo("h:7011");
		assertThat(map(HostPortRemap.builder().fromHost("h").toHost("x").portOffset(-100).build(), "h:7001"))
			.isEqualTo("x:6901");
	}

	@Test
	void theFirstRuleThatMatchesWins() {
		HostPortRemap remap = HostPortRemap.of(List.of(new Rule("10.0.0.1", null, "first", null, null),
				new Rule("10.0.0.0/8", null, "second", null, null), new Rule(null, 7000, "third", null, null)));
		assertThat(map(remap, "10.0.0.1:7000")).isEqualTo("first:7000");
		assertThat(map(remap, "10.0.0.2:7000")).isEqualTo("second:7000");
		assertThat(map(remap, "11.0.0.1:7000")).isEqualTo("third:7000");
		assertThat(map(remap, "11.0.0.1:7001")).isEqualTo("11.0.0.1:7001");
	}

	@Test
	void theExampleOfRedisPyClusterWorks() {
		HostPortRemap remap = HostPortRemap.builder()
			.fromHost("172.18.0.2")
			.fromPort(7000)
			.toHost("localhost")
			.toPort(7000)
			.and()
			.fromHost("172.22.0.1")
			.fromPort(7000)
			.toHost("localhost")
			.toPort(7000)
			.build();
		assertThat(map(remap, "172.18.0.2:7000")).isEqualTo("localhost:7000");
		assertThat(map(remap, "172.22.0.1:7000")).isEqualTo("localhost:7000");
		assertThat(map(remap, "172.18.0.2:7001")).isEqualTo("172.18.0.2:7001");
	}

	@ParameterizedTest
	@ValueSource(strings = { "172.18.0.0/33", "172.18.0.0/-1", "172.18.0.0/x", "172.18.0.0/", "fd00::/129", "redis/16",
			"", "a b", "999.1.1.1/8", ":::" })
	void malformedHostsAreRefused(String fromHost) {
		assertThatIllegalArgumentException().isThrownBy(() -> new Rule(fromHost, null, "to", null, null));
	}

	@Test
	void whatOnlyResemblesAnAddressIsComparedAsAName() {
		HostPortRemap remap = HostPortRemap.builder().fromHost("999.1.1.1").toHost("to").build();
		assertThat(map(remap, "999.1.1.1:1")).isEqualTo("to:1");
		assertThat(map(HostPortRemap.builder().fromHost("10.0.0.0/8").toHost("to").build(), "10.0.0.256:1"))
			.isEqualTo("10.0.0.256:1");
	}

	@Test
	void rulesThatSayNothingOrTwoThingsAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Rule("h", 1, null, null, null))
			.withMessageContaining("to-host");
		assertThatIllegalArgumentException().isThrownBy(() -> new Rule("h", 1, null, 1, 1))
			.withMessageContaining("port-offset");
		assertThatIllegalArgumentException().isThrownBy(() -> new Rule("h", 0, "t", null, null))
			.withMessageContaining("from-port");
		assertThatIllegalArgumentException().isThrownBy(() -> new Rule("h", null, null, 65536, null))
			.withMessageContaining("to-port");
		assertThatIllegalArgumentException().isThrownBy(() -> HostPortRemap.builder().build());
	}

	@Test
	void aNameThatMerelyResemblesAnAddressIsANameAndIsNotLookedUp() {
		HostPortRemap remap = HostPortRemap.builder().fromHost("10.0.0.1.").toHost("elsewhere").build();
		assertThat(remap.map(new HostAndPort("10.0.0.1.", 7000))).isEqualTo(new HostAndPort("elsewhere", 7000));
		assertThat(remap.map(new HostAndPort("10.0.0.1", 7000))).isEqualTo(new HostAndPort("10.0.0.1", 7000));
	}

}
