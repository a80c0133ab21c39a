package io.rediscluster.boot.autoconfigure;

import io.rediscluster.spring.data.ClusterConnectionFactory;
import org.junit.jupiter.api.Test;

import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The code that Spring generates for the beans ahead of time compiles and makes the same
 * beans, those of named clusters included.
 */
class AheadOfTimeTests {

	private static final TestPropertyValues PROPERTIES = TestPropertyValues.of("redis-cluster.nodes=10.0.0.1:7000",
			"redis-cluster.clusters.orders.nodes=10.1.0.1:7000");

	@Test
	@CompileWithForkedClassLoader
	@SuppressWarnings("unchecked")
	void theGeneratedBeansAreTheBeans() {
		TestGenerationContext generation = new TestGenerationContext();
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			PROPERTIES.applyTo(context);
			context.register(ClusterAutoConfiguration.class, DataRedisAutoConfiguration.class,
					Contexts.NotStarted.class);
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
			generation.writeGeneratedContent();
		}
		TestCompiler.forSystem().with(generation).compile((compiled) -> {
			try (GenericApplicationContext context = new GenericApplicationContext()) {
				PROPERTIES.applyTo(context);
				compiled.getInstance(ApplicationContextInitializer.class).initialize(context);
				context.refresh();
				RedisConnectionFactory factory = context.getBean(RedisConnectionFactory.class);
				assertThat(factory).isSameAs(context.getBean("redisConnectionFactory"))
					.isInstanceOf(ClusterConnectionFactory.class);
				assertThat(context.getBean(StringRedisTemplate.class).getConnectionFactory()).isSameAs(factory);
				assertThat(
						context.getBean("ordersStringRedisTemplate", StringRedisTemplate.class).getConnectionFactory())
					.isSameAs(context.getBean("ordersRedisConnectionFactory"))
					.isNotSameAs(factory);
			}
		});
	}

}
