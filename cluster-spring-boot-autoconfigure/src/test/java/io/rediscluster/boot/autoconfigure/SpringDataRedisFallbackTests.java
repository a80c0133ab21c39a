package io.rediscluster.boot.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.CredentialsProvider;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.topology.HostAndPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications that come from Lettuce or Jedis keep their properties.
 */
@ExtendWith(OutputCaptureExtension.class)
class SpringDataRedisFallbackTests {

	private final ApplicationContextRunner runner = Contexts.runner();

	@Test
	void clusterNodesAndCredentialsAreTaken(CapturedOutput output) {
		this.runner
			.withPropertyValues("spring.data.redis.cluster.nodes=a:1,b:2", "spring.data.redis.username=app",
					"spring.data.redis.password=p", "spring.data.redis.ssl.enabled=true")
			.run((context) -> {
				ClusterClientOptions options = Contexts.options(context);
				assertThat(options.seeds()).containsExactly(new HostAndPort("a", 1), new HostAndPort("b", 2));
				assertThat(options.credentials().credentials().username()).isEqualTo("app");
				assertThat(options.credentials().credentials().password()).isEqualTo("p");
				assertThat(options.tls()).isNotNull();
			});
		assertThat(output).contains("seeds [a:1, b:2] (encrypted) taken from spring.data.redis.cluster.nodes");
	}

	@Test
	void tuningIsTakenSinglyAndOwnValuesWin() {
		this.runner
			.withPropertyValues("redis-cluster.nodes=own:1", "redis-cluster.timeout=3s", "spring.data.redis.timeout=9s",
					"spring.data.redis.connect-timeout=900ms", "spring.data.redis.client-name=boot",
					"spring.data.redis.cluster.max-redirects=9", "spring.data.redis.lettuce.read-from=replicaPreferred",
					"spring.application.name=app")
			.run((context) -> {
				ClusterClientOptions options = Contexts.options(context);
				assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(3));
				assertThat(options.connectTimeout()).isEqualTo(Duration.ofMillis(900));
				assertThat(options.clientName()).isEqualTo("boot");
				assertThat(options.maxRedirects()).isEqualTo(9);
				assertThat(options.readFrom()).isEqualTo(ReadFrom.REPLICA_PREFERRED);
				assertThat(options.seeds()).containsExactly(new HostAndPort("own", 1));
			});
	}

	@Test
	void anOwnValueThatEqualsTheDefaultWins() {
		this.runner
			.withPropertyValues("redis-cluster.nodes=own:1", "redis-cluster.timeout=5s", "spring.data.redis.timeout=9s")
			.run((context) -> assertThat(Contexts.options(context).timeout()).isEqualTo(Duration.ofSeconds(5)));
	}

	@Test
	void identityIsNeverMixed(CapturedOutput output) {
		this.runner
			.withPropertyValues("redis-cluster.nodes=own:1", "spring.data.redis.password=boot",
					"spring.data.redis.ssl.enabled=true")
			.run((context) -> {
				assertThat(Contexts.options(context).credentials()).isSameAs(CredentialsProvider.NONE);
				assertThat(Contexts.options(context).tls()).isNull();
			});
		this.runner.withPropertyValues("spring.data.redis.cluster.nodes=a:1", "redis-cluster.password=own")
			.run((context) -> assertThat(Contexts.options(context).credentials()).isSameAs(CredentialsProvider.NONE));
		assertThat(output).contains("redis-cluster.password is not used").doesNotContain("=own");
	}

	@Test
	void aHostThatIsSetIsASeed() {
		this.runner.withPropertyValues("spring.data.redis.host=h", "spring.data.redis.port=7001")
			.run((context) -> assertThat(Contexts.options(context).seeds())
				.containsExactly(new HostAndPort("h", 7001)));
	}

	@Test
	void aUrlOfSpringIsASeedWithEncryption() {
		this.runner.withPropertyValues("spring.data.redis.url=rediss://app:pw@h:7001").run((context) -> {
			ClusterClientOptions options = Contexts.options(context);
			assertThat(options.seeds()).containsExactly(new HostAndPort("h", 7001));
			assertThat(options.credentials().credentials().password()).isEqualTo("pw");
			assertThat(options.tls()).isNotNull();
		});
	}

	@Test
	void aServiceConnectionIsTaken() {
		DataRedisConnectionDetails container = new DataRedisConnectionDetails() {

			@Override
			public Standalone getStandalone() {
				return Standalone.of("container", 32768);
			}

		};
		this.runner.withBean(DataRedisConnectionDetails.class, () -> container)
			.run((context) -> assertThat(Contexts.options(context).seeds())
				.containsExactly(new HostAndPort("container", 32768)));
	}

	@Test
	void nodesOfAServiceConnectionComeFirst() {
		DataRedisConnectionDetails container = new DataRedisConnectionDetails() {

			@Override
			public Standalone getStandalone() {
				return Standalone.of("container", 1);
			}

			@Override
			public Cluster getCluster() {
				return () -> List.of(new Node("node", 2));
			}

		};
		this.runner.withBean(DataRedisConnectionDetails.class, () -> container)
			.run((context) -> assertThat(Contexts.options(context).seeds())
				.containsExactly(new HostAndPort("node", 2)));
	}

	@Test
	void theHostThatSpringAssumesIsNoSeed() {
		this.runner.withPropertyValues("spring.data.redis.port=7001", "spring.data.redis.cluster.max-redirects=3")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.isInstanceOf(ClusterNotConfiguredException.class));
	}

	@ParameterizedTest
	@CsvSource({ "master,PRIMARY", "upstream,PRIMARY", "master-preferred,PRIMARY_PREFERRED",
			"upstreamPreferred,PRIMARY_PREFERRED", "replica,REPLICA", "any-replica,REPLICA",
			"replica-preferred,REPLICA_PREFERRED", "any,ANY", "lowest-latency,NEAREST", "nearest,NEAREST" })
	void namesOfLettuceAreUnderstood(String name, ReadFrom expected) {
		this.runner.withPropertyValues("redis-cluster.nodes=a:1", "spring.data.redis.lettuce.read-from=" + name)
			.run((context) -> assertThat(Contexts.options(context).readFrom()).isEqualTo(expected));
	}

}
