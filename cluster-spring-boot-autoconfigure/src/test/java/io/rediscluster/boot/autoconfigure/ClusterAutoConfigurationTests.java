package io.rediscluster.boot.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.rediscluster.client.AddressMapper;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.Credentials;
import io.rediscluster.client.CredentialsProvider;
import io.rediscluster.client.event.ClusterListener;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import io.rediscluster.test.Await;
import io.rediscluster.test.FakeCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.Mockito;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.annotation.Order;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class ClusterAutoConfigurationTests {

	private final ApplicationContextRunner runner = Contexts.runner();

	@Test
	void templatesOfSpringBootStandOnTheClusterFactory(CapturedOutput output) {
		this.runner.withPropertyValues("redis-cluster.nodes=10.0.0.1:7000,[::1]:7001").run((context) -> {
			assertThat(context).hasSingleBean(RedisConnectionFactory.class);
			ClusterConnectionFactory factory = context.getBean("redisConnectionFactory",
					ClusterConnectionFactory.class);
			assertThat(context.getBean(StringRedisTemplate.class).getConnectionFactory()).isSameAs(factory);
			assertThat(context.getBean("redisTemplate", RedisTemplate.class).getConnectionFactory()).isSameAs(factory);
			assertThat(Contexts.options(context).seeds()).containsExactly(new HostAndPort("10.0.0.1", 7000),
					new HostAndPort("::1", 7001));
		});
		assertThat(output).contains("seeds [10.0.0.1:7000, [::1]:7001] taken from redis-cluster.nodes");
	}

	@Test
	void noClassOfAnotherDriverIsNeeded() {
		assertThat(getClass().getClassLoader().getResource("io/lettuce/core/RedisClient.class")).isNull();
		assertThat(getClass().getClassLoader().getResource("io/netty/channel/Channel.class")).isNull();
		assertThat(getClass().getClassLoader().getResource("redis/clients/jedis/Jedis.class")).isNull();
	}

	@Test
	void theApplicationsOwnFactoryWins() {
		RedisConnectionFactory own = Mockito.mock(RedisConnectionFactory.class);
		this.runner.withBean("own", RedisConnectionFactory.class, () -> own).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(RedisConnectionFactory.class);
			assertThat(context).doesNotHaveBean(ClusterConnectionFactory.class)
				.doesNotHaveBean(ClusterConnectionDetails.class);
		});
	}

	@Test
	void nothingIsConfiguredWhenDisabled() {
		this.runner.withPropertyValues("redis-cluster.enabled=false", "redis-cluster.nodes=10.0.0.1:7000")
			.run((context) -> assertThat(context).doesNotHaveBean(RedisConnectionFactory.class)
				.doesNotHaveBean(ClusterProperties.class));
	}

	@Test
	void backsOffWithoutTheAdapter() {
		this.runner.withClassLoader(new FilteredClassLoader(ClusterConnectionFactory.class))
			.withPropertyValues("redis-cluster.nodes=10.0.0.1:7000")
			.run((context) -> assertThat(context).doesNotHaveBean(ClusterAutoConfiguration.class));
	}

	@Test
	void detailsReplaceAddressesAndCredentialsOfTheProperties() {
		AddressMapper mapper = (announced) -> announced;
		ClusterConnectionDetails details = container(mapper);
		this.runner.withBean(ClusterConnectionDetails.class, () -> details)
			.withPropertyValues("redis-cluster.nodes=10.0.0.1:7000", "redis-cluster.password=secret",
					"redis-cluster.timeout=3s")
			.run((context) -> {
				assertThat(Contexts.options(context).seeds()).containsExactly(new HostAndPort("container", 32768));
				assertThat(Contexts.options(context).credentials()).isSameAs(CredentialsProvider.NONE);
				assertThat(Contexts.options(context).addressMapper()).isSameAs(mapper);
				assertThat(Contexts.options(context).timeout()).isEqualTo(Duration.ofSeconds(3));
			});
	}

	private static ClusterConnectionDetails container(AddressMapper mapper) {
		return new ClusterConnectionDetails() {

			@Override
			public List<HostAndPort> getSeeds() {
				return List.of(new HostAndPort("container", 32768));
			}

			@Override
			public AddressMapper getAddressMapper() {
				return mapper;
			}

		};
	}

	@Test
	void customizersComeAfterThePropertiesInTheirOrder() {
		this.runner.withPropertyValues("redis-cluster.nodes=10.0.0.1:7000", "redis-cluster.max-redirects=3")
			.withBean("second", Second.class)
			.withBean("first", First.class)
			.run((context) -> assertThat(Contexts.options(context).maxRedirects()).isEqualTo(12));
	}

	@Test
	void beansForMappingCredentialsAndEventsAreUsed() {
		AddressMapper mapper = (announced) -> announced;
		CredentialsProvider credentials = () -> new Credentials("rotating", "x");
		ClusterListener listener = new ClusterListener() {
		};
		this.runner
			.withPropertyValues("redis-cluster.nodes=10.0.0.1:7000", "redis-cluster.password=fixed",
					"redis-cluster.host-port-remap[0].to-host=localhost")
			.withBean(AddressMapper.class, () -> mapper)
			.withBean(CredentialsProvider.class, () -> credentials)
			.withBean(ClusterListener.class, () -> listener)
			.run((context) -> {
				assertThat(Contexts.options(context).addressMapper()).isSameAs(mapper);
				assertThat(Contexts.options(context).credentials()).isSameAs(credentials);
				assertThat(Contexts.options(context).listener()).isSameAs(listener);
			});
	}

	@Test
	void everyListenerIsToldAlthoughOneFails() {
		ClusterListener failing = Mockito.mock(ClusterListener.class);
		Mockito.doThrow(new IllegalStateException("expected")).when(failing).onFence(Mockito.any());
		ClusterListener other = Mockito.mock(ClusterListener.class);
		this.runner.withPropertyValues("redis-cluster.nodes=10.0.0.1:7000")
			.withBean("failing", ClusterListener.class, () -> failing)
			.withBean("other", ClusterListener.class, () -> other)
			.run((context) -> {
				Contexts.options(context).listener().onFence(null);
				Mockito.verify(other).onFence(null);
			});
	}

	@Test
	void aNamedBundleEncrypts() {
		this.runner
			.withPropertyValues("redis-cluster.nodes=10.0.0.1:7000", "redis-cluster.ssl.bundle=redis",
					"redis-cluster.ssl.verify-name=redis.example.com",
					"spring.ssl.bundle.jks.redis.truststore.location=" + "file:" + System.getProperty("java.home")
							+ "/lib/security/cacerts",
					"spring.ssl.bundle.jks.redis.truststore.password=changeit",
					"spring.ssl.bundle.jks.redis.options.enabled-protocols=TLSv1.3",
					"spring.ssl.bundle.jks.redis.options.ciphers=TLS_AES_128_GCM_SHA256")
			.run((context) -> {
				assertThat(Contexts.options(context).tls()).isNotNull();
				assertThat(Contexts.options(context).tls().verifyName()).isEqualTo("redis.example.com");
				assertThat(Contexts.options(context).tls().protocols()).containsExactly("TLSv1.3");
				assertThat(Contexts.options(context).tls().ciphers()).containsExactly("TLS_AES_128_GCM_SHA256");
				SslBundle bundle = context.getBean(SslBundles.class).getBundle("redis");
				assertThat(context.getBean(ClusterConnectionDetails.class).getSslBundle()).isSameAs(bundle);
			});
	}

	@Test
	void encryptionWithoutABundleTrustsWhatTheRuntimeTrusts() {
		this.runner.withPropertyValues("redis-cluster.nodes=10.0.0.1:7000", "redis-cluster.ssl.enabled=true")
			.run((context) -> assertThat(Contexts.options(context).tls()).isNotNull());
	}

	@Test
	void aBundleCanBeSwitchedOff() {
		this.runner
			.withPropertyValues("redis-cluster.nodes=10.0.0.1:7000", "redis-cluster.ssl.enabled=false",
					"redis-cluster.ssl.bundle=redis")
			.run((context) -> assertThat(Contexts.options(context).tls()).isNull());
	}

	@Test
	void startUpCanGoOnWithoutTheCluster() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ClusterAutoConfiguration.class))
			.withPropertyValues("redis-cluster.nodes=127.0.0.1:1", "redis-cluster.startup.fail-fast=false",
					"redis-cluster.startup.timeout=200ms")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void aClientIsClosedWhenItsCompanionFails() {
		ClusterCompanion failing = new ClusterCompanion() {

			@Override
			public ClusterClient decorate(ClusterScope scope, HostAndPort server, ClusterClient client) {
				throw new IllegalStateException("expected");
			}

		};
		try (FakeCluster cluster = FakeCluster.start(1, 0)) {
			new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ClusterAutoConfiguration.class))
				.withPropertyValues("redis-cluster.nodes=" + cluster.seeds().get(0))
				.withBean(ClusterCompanion.class, () -> failing)
				.run((context) -> assertThat(context).hasFailed().getFailure().rootCause().hasMessage("expected"));
			Await.until("its connections are closed", Duration.ofSeconds(20),
					() -> cluster.node(0).connections().isEmpty());
		}
	}

	@Test
	void theMappingOfDetailsReplacesTheRulesOfTheProperties() {
		AddressMapper mapper = (announced) -> announced;
		ClusterConnectionDetails details = container(mapper);
		this.runner.withBean(ClusterConnectionDetails.class, () -> details)
			.withPropertyValues("redis-cluster.host-port-remap[0].to-host=production.example.com")
			.run((context) -> assertThat(Contexts.options(context).addressMapper()).isSameAs(mapper));
	}

	@Order(1)
	static final class First implements ClusterClientOptionsBuilderCustomizer {

		@Override
		public void customize(ClusterClientOptions.Builder builder) {
			assertThat(builder.build().maxRedirects()).isEqualTo(3);
			builder.maxRedirects(11);
		}

	}

	@Order(2)
	static final class Second implements ClusterClientOptionsBuilderCustomizer {

		@Override
		public void customize(ClusterClientOptions.Builder builder) {
			builder.maxRedirects(builder.build().maxRedirects() + 1);
		}

	}

}
