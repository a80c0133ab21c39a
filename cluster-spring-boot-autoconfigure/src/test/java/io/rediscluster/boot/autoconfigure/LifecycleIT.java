package io.rediscluster.boot.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

import io.rediscluster.spring.data.ClusterConnectionFactory;
import io.rediscluster.test.Await;
import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts and stops on a real cluster, as the context of an application does them.
 */
class LifecycleIT {

	/** As {@code WebServerGracefulShutdownLifecycle} of Spring Boot has it. */
	private static final int WEB_SERVER_DRAINS = SmartLifecycle.DEFAULT_PHASE - 1024;

	private final String name = "life-" + UUID.randomUUID();

	private final EmbeddedCluster cluster = EmbeddedCluster.shared();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClusterAutoConfiguration.class, DataRedisAutoConfiguration.class))
		.withPropertyValues("redis-cluster.nodes=" + String.join(",", this.cluster.seeds()),
				"redis-cluster.client-name=" + this.name);

	@Test
	void aCheckpointFindsNoConnectionAndARestoreOpensThemAnew() {
		this.runner.run((context) -> {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			for (int round = 1; round <= 3; round++) {
				template.opsForValue().set(this.name, "round " + round);
				assertThat(connections()).as("in use").isPositive();
				context.getSourceApplicationContext(AnnotationConfigApplicationContext.class).stop();
				Await.until("no connection is open", Duration.ofSeconds(10), () -> connections() == 0);
				assertThat(Thread.getAllStackTraces().keySet())
					.noneMatch((thread) -> thread.isAlive() && thread.getName().contains(this.name));
				context.getSourceApplicationContext(AnnotationConfigApplicationContext.class).start();
				assertThat(template.opsForValue().get(this.name)).isEqualTo("round " + round);
			}
			template.delete(this.name);
		});
		Await.until("closed with the context", Duration.ofSeconds(10), () -> connections() == 0);
	}

	@Test
	void nothingIsOpenedBeforeTheStart() {
		AnnotationConfigApplicationContext[] held = new AnnotationConfigApplicationContext[1];
		this.runner.withUserConfiguration(LooksBeforeTheStart.class).withInitializer((context) -> {
			held[0] = (AnnotationConfigApplicationContext) context;
			context.getBeanFactory().registerSingleton("connections", (ConnectionCount) this::connections);
		}).run((context) -> {
			assertThat(context.getBean(LooksBeforeTheStart.Looker.class).seen).isZero();
			assertThat(connections()).isPositive();
		});
	}

	@Test
	void theFactoryOutlivesWebServerListenersAndBeansThatSayGoodbye() {
		this.runner.withUserConfiguration(Farewell.class).run((context) -> {
			assertThat(context.getBean(ClusterConnectionFactory.class).getPhase()).isLessThan(WEB_SERVER_DRAINS)
				.isLessThan(new RedisMessageListenerContainer().getPhase());
			List<String> events = context.getBean(Farewell.Events.class).events;
			context.getSourceApplicationContext(AnnotationConfigApplicationContext.class).close();
			assertThat(events).containsExactly("the web server drains: works", "a bean is destroyed: works");
		});
		Await.until("closed with the context", Duration.ofSeconds(10), () -> connections() == 0);
	}

	private int connections() {
		return this.cluster.nodes()
			.stream()
			.mapToInt((node) -> (int) node.text("CLIENT", "LIST")
				.lines()
				.filter((line) -> line.contains("name=" + this.name + " "))
				.count())
			.sum();
	}

	/**
	 * Counts open connections.
	 */
	interface ConnectionCount {

		int count();

	}

	@Configuration(proxyBeanMethods = false)
	static class LooksBeforeTheStart {

		@Bean
		Looker looker(ConnectionCount connections) {
			return new Looker(connections);
		}

		/**
		 * Starts before everything else.
		 */
		static final class Looker implements SmartLifecycle {

			private final ConnectionCount connections;

			private int seen = -1;

			Looker(ConnectionCount connections) {
				this.connections = connections;
			}

			@Override
			public void start() {
				this.seen = this.connections.count();
			}

			@Override
			public void stop() {
			}

			@Override
			public boolean isRunning() {
				return this.seen >= 0;
			}

			@Override
			public int getPhase() {
				return Integer.MIN_VALUE;
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Farewell {

		@Bean
		Events events() {
			return new Events();
		}

		@Bean
		WebServer webServer(StringRedisTemplate template, Events events) {
			return new WebServer(template, events);
		}

		@Bean
		DisposableBean lastWords(StringRedisTemplate template, Events events) {
			return () -> events.add("a bean is destroyed", template);
		}

		/**
		 * What was tried while the context closed.
		 */
		static final class Events {

			private final List<String> events = Collections.synchronizedList(new ArrayList<>());

			void add(String when, StringRedisTemplate template) {
				try {
					template.hasKey("farewell");
					this.events.add(when + ": works");
				}
				catch (RuntimeException ex) {
					this.events.add(when + ": " + ex);
				}
			}

		}

		/**
		 * Stops in the phase in which a web server drains.
		 */
		static final class WebServer implements SmartLifecycle {

			private final StringRedisTemplate template;

			private final Events events;

			private volatile boolean running;

			WebServer(StringRedisTemplate template, Events events) {
				this.template = template;
				this.events = events;
			}

			@Override
			public void start() {
				this.running = true;
			}

			@Override
			public void stop() {
				this.events.add("the web server drains", this.template);
				this.running = false;
			}

			@Override
			public boolean isRunning() {
				return this.running;
			}

			@Override
			public int getPhase() {
				return WEB_SERVER_DRAINS;
			}

		}

	}

}
