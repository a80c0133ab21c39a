package io.rediscluster.client;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * URLs that people type: each is understood, or refused with a message that shows no
 * password.
 */
class ConnectionUrlProperties {

	private static final String PASSWORD = "s3cr3t-p4ss";

	@Provide
	Arbitrary<String> urls() {
		Arbitrary<String> anything = Arbitraries.strings().ofMaxLength(15);
		return Combinators
			.combine(Arbitraries.of("redis://", "rediss://", "redis:", "http://", "unix://", ""),
					Arbitraries.of("user:" + PASSWORD + "@", ":" + PASSWORD + "@", PASSWORD + "@", ""), anything,
					Arbitraries.of(":7000", ":99999", ":x", "", ",h2:7001"),
					Arbitraries.of("", "?", "?read-from=any", "?timeout=", "?read-from=none", "?a=b&&=c", "/5"))
			.as((scheme, user, host, port, query) -> scheme + user + host + port + query);
	}

	@Property(tries = 2000)
	void anyTextIsUnderstoodOrRefusedWithoutShowingThePassword(@ForAll("urls") String url) {
		try {
			assertThat(ClusterClientOptions.ofUrl(url).build()).isNotNull();
		}
		catch (IllegalArgumentException ex) {
			assertThat(ex.getMessage()).isNotBlank().doesNotContain(PASSWORD);
		}
	}

	@Property(tries = 300)
	void aWholeUrlIsReadAsItIs(@ForAll @AlphaChars @StringLength(min = 1, max = 10) String host,
			@ForAll @IntRange(min = 1, max = 65535) int port) {
		ClusterClientOptions options = ClusterClientOptions.ofUrl("redis://app:" + PASSWORD + "@" + host + ":" + port)
			.build();
		assertThat(options.seeds()).hasSize(1);
		assertThat(options.seeds().get(0).host()).isEqualToIgnoringCase(host);
		assertThat(options.seeds().get(0).port()).isEqualTo(port);
		assertThat(options.toString()).doesNotContain(PASSWORD);
	}

}
