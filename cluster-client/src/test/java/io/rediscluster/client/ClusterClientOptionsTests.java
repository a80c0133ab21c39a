package io.rediscluster.client;

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.rediscluster.client.ClusterClientOptions.Builder;
import io.rediscluster.client.ClusterClientOptions.CommandOptions;
import io.rediscluster.client.ClusterClientOptions.Limits;
import io.rediscluster.client.ClusterClientOptions.Pool;
import io.rediscluster.client.ClusterClientOptions.Refresh;
import io.rediscluster.client.ClusterClientOptions.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ClusterClientOptionsTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static Arguments wrong(String setting, UnaryOperator<Builder> change) {
		return Arguments.of(setting, change);
	}

	static Stream<Arguments> wrongSettings() {
		return Stream.of(wrong("nodes", (b) -> b.seeds()), wrong("timeout", (b) -> b.timeout(Duration.ZERO)),
				wrong("connect-timeout", (b) -> b.connectTimeout(SECOND.negated())),
				wrong("silence-timeout", (b) -> b.silenceTimeout(Duration.ZERO)),
				wrong("startup.timeout", (b) -> b.startupTimeout(Duration.ZERO)),
				wrong("retry.backoff", (b) -> b.backoff(Duration.ZERO, SECOND)),
				wrong("retry.max-backoff", (b) -> b.backoff(SECOND, Duration.ZERO)),
				wrong("max-redirects", (b) -> b.maxRedirects(-1)), wrong("client-name", (b) -> b.clientName("a b")),
				wrong("client-name", (b) -> b.clientName("é")), wrong("password", (b) -> b.username("app")),
				wrong("refresh.period", (b) -> b.refresh(new Refresh(SECOND.negated(), SECOND, 3, false))),
				wrong("refresh.min-interval", (b) -> b.refresh(new Refresh(SECOND, Duration.ZERO, 3, false))),
				wrong("refresh.sources", (b) -> b.refresh(new Refresh(SECOND, SECOND, 0, false))),
				wrong("pool.max-active", (b) -> b.pool(new Pool(0, 0, 0, SECOND))),
				wrong("pool.max-idle", (b) -> b.pool(new Pool(1, -1, 0, SECOND))),
				wrong("pool.min-idle", (b) -> b.pool(new Pool(1, 0, -1, SECOND))),
				wrong("pool.max-wait", (b) -> b.pool(new Pool(1, 0, 0, Duration.ZERO))),
				wrong("limits.in-flight-per-node", (b) -> b.limits(new Limits(0, 1024, 1024))),
				wrong("limits.reply-size", (b) -> b.limits(new Limits(1, 1023, 1024))),
				wrong("limits.pipeline-window", (b) -> b.limits(new Limits(1, 1024, 1023))),
				wrong("transport.direct-connections", (b) -> b.transport(new Transport(-1, Duration.ZERO))),
				wrong("transport.spin", (b) -> b.transport(new Transport(1, SECOND))));
	}

	@ParameterizedTest
	@MethodSource("wrongSettings")
	void aWrongSettingIsNamed(String setting, UnaryOperator<Builder> change) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> change.apply(ClusterClientOptions.builder().seeds("h:1")).build())
			.withMessageStartingWith(setting + ": ");
	}

	@Test
	void nothingThatIsWrittenShowsThePassword() {
		ClusterClientOptions options = ClusterClientOptions.builder()
			.seeds("h:1")
			.username("app")
			.password("s3cret")
			.build();
		assertThat(options.toString()).doesNotContain("s3cret").contains("h:1");
		assertThat(String.valueOf(options.credentials())).doesNotContain("s3cret");
		assertThat(String.valueOf(options.credentials().credentials())).contains("app")
			.doesNotContain("s3cret")
			.isEqualTo(new Credentials("app", "another of another length").toString());
	}

	@Test
	void aCopyHasTheSameSettings() {
		ClusterClientOptions options = ClusterClientOptions.builder()
			.seeds("h:1", "i:2")
			.password("p")
			.clientName("n")
			.timeout(SECOND)
			.connectTimeout(SECOND)
			.silenceTimeout(SECOND)
			.maxRedirects(1)
			.readFrom(ReadFrom.ANY)
			.crossSlot(CrossSlot.REJECT)
			.protocol(Protocol.RESP3)
			.standalone(true)
			.addressMapper((announced) -> announced)
			.retry(Retry.ALWAYS)
			.backoff(SECOND, SECOND)
			.refresh(new Refresh(SECOND, SECOND, 1, true))
			.startupTimeout(SECOND)
			.pool(new Pool(1, 1, 1, SECOND))
			.limits(new Limits(1, 1024, 1024))
			.transport(new Transport(0, Duration.ZERO))
			.command("evalsha", new CommandOptions(SECOND, Retry.NEVER))
			.build();
		assertThat(options.toBuilder().build()).isEqualTo(options);
		assertThat(options.commands()).containsOnlyKeys("EVALSHA");
	}

	@Test
	void anEmptyUserPasswordOrNameIsNone() {
		ClusterClientOptions options = ClusterClientOptions.builder()
			.seeds("h:1")
			.username("")
			.password("")
			.clientName("")
			.build();
		assertThat(options.credentials().credentials()).isNull();
		assertThat(options.clientName()).isNull();
	}

}
