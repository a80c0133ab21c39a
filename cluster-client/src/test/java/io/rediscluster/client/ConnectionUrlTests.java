package io.rediscluster.client;

import java.time.Duration;
import java.util.Objects;

import io.rediscluster.client.topology.HostAndPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

class ConnectionUrlTests {

	private static ClusterClientOptions options(String url) {
		return ClusterClientOptions.ofUrl(url).build();
	}

	private static Credentials credentials(String url) {
		return Objects.requireNonNull(options(url).credentials().credentials());
	}

	@ParameterizedTest
	@CsvSource(delimiter = ' ',
			value = { "redis://h h:6379", "redis://h:7000 h:7000", "REDIS://h:7000/ h:7000", "redis://h:7000/0 h:7000",
					"redis://a:1,b,c:3 a:1,b:6379,c:3", "redis://[::1]:7000 [::1]:7000", "redis://[::1] [::1]:6379",
					"redis://[::1],[fd00::2]:7 [::1]:6379,[fd00::2]:7", "redis://u:p@a:1,b:2?timeout=1s a:1,b:2" })
	void addressesAreRead(String url, String seeds) {
		assertThat(String.join(",", options(url).seeds().stream().map(HostAndPort::toString).toList()))
			.isEqualTo(seeds);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ' ', nullValues = "null",
			value = { "redis://app:secret@h app secret", "redis://:secret@h null secret",
					"redis://app:s%40c%2Fr%3Aet@h app s@c/r:et", "redis://app:s@cret@h app s@cret",
					"redis://app:s/cret@h app s/cret", "redis://app:s:cret@h app s:cret", "redis://a+b:c+d@h a+b c+d",
					"redis://%C3%A9:%25@h é %" })
	void credentialsAreDecoded(String url, String username, String password) {
		assertThat(credentials(url)).isEqualTo(new Credentials(username, password));
	}

	@Test
	void thePasswordMayComeFromElsewhere() {
		ClusterClientOptions options = ClusterClientOptions.ofUrl("redis://app@h").password("secret").build();
		assertThat(options.credentials().credentials()).isEqualTo(new Credentials("app", "secret"));
		assertThatIllegalArgumentException().isThrownBy(() -> options("redis://app@h"))
			.withMessageContaining("username is set")
			.withMessageNotContaining("app");
		assertThat(options("redis://h").credentials().credentials()).isNull();
	}

	@Test
	void optionsAreRead() {
		ClusterClientOptions options = options(
				"redis://h?read-from=replica-preferred&cross-slot=split-only&protocol=resp2"
						+ "&retry=repeatable&timeout=250&connect-timeout=3s&silence-timeout=PT0.5S&startup-timeout=1m"
						+ "&client-name=a%2Db&max-redirects=2&standalone=accept");
		assertThat(options.readFrom()).isEqualTo(ReadFrom.REPLICA_PREFERRED);
		assertThat(options.crossSlot()).isEqualTo(CrossSlot.SPLIT_ONLY);
		assertThat(options.protocol()).isEqualTo(Protocol.RESP2);
		assertThat(options.retry()).isEqualTo(Retry.REPEATABLE);
		assertThat(options.timeout()).isEqualTo(Duration.ofMillis(250));
		assertThat(options.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
		assertThat(options.silenceTimeout()).isEqualTo(Duration.ofMillis(500));
		assertThat(options.startupTimeout()).isEqualTo(Duration.ofMinutes(1));
		assertThat(options.clientName()).isEqualTo("a-b");
		assertThat(options.maxRedirects()).isEqualTo(2);
		assertThat(options.standalone()).isTrue();
	}

	@Test
	void onlyRedissEncrypts() {
		assertThat(options("rediss://h").tls()).isNotNull();
		assertThat(options("redis://h").tls()).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "unix:///tmp/redis.sock | UNIX sockets", "redis+unix:///x | UNIX sockets",
					"redis-socket:///x | UNIX sockets", "http://h | scheme", "h:7000 | scheme", "'' | scheme",
					"redis:h | //", "redis:// | host", "redis://h:7000/1 | database 0", "redis://h:x | port",
					"redis://h:0 | port", "redis://h?colour=red | colour", "redis://h?timeout | timeout",
					"redis://h?timeout=soon | timeout", "redis://h?timeout=99999999999999999999ms | timeout",
					"redis://h?timeout=0 | timeout", "redis://h?read-from=moon | read-from",
					"redis://h?max-redirects=x | max-redirects", "redis://h?max-redirects=-1 | max-redirects",
					"redis://h?standalone=yes | standalone", "redis://a,,b | host" })
	void malformedUrlsAreRefusedWithTheReason(String url, String part) {
		assertThatIllegalArgumentException().isThrownBy(() -> options(url)).withMessageContaining(part);
	}

	@ParameterizedTest
	@ValueSource(strings = { "redis://app:s3cret@h:x", "redis://app:s3cret@h/7", "redis://app:s3cret@",
			"http://app:s3cret@h", "redis:app:s3cret@h", "redis://app:%zzs3cret@h", "redis://app:s3cret%@h",
			"redis://app:a?s3cret@h:7000", "redis://app:s3cret@h?colour=red", "redis://app:a?s3cret=b@h",
			"redis://app:s3cret@h?timeout=x", "unix://app:s3cret@h" })
	void noMessageShowsThePassword(String url) {
		Throwable refused = catchThrowable(() -> options(url));
		assertThat(refused).isInstanceOf(IllegalArgumentException.class);
		for (Throwable each = refused; each != null; each = each.getCause()) {
			assertThat(each.toString()).doesNotContain("s3cret");
		}
	}

}
