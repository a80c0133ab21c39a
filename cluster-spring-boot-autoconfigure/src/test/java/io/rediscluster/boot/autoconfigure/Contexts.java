package io.rediscluster.boot.autoconfigure;

import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.spring.data.ClusterConnectionFactory;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Application contexts for tests without servers: the factory is made and not started.
 */
final class Contexts {

	private Contexts() {
	}

	static ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, ClusterAutoConfiguration.class,
					DataRedisAutoConfiguration.class))
			.withUserConfiguration(NotStarted.class);
	}

	/**
	 * Returns the options that the context's factory was made with.
	 */
	static ClusterClientOptions options(ApplicationContext context) {
		context.getBean(ClusterConnectionFactory.class);
		return context.getBean(CapturedOptions.class).options;
	}

	@Configuration(proxyBeanMethods = false)
	static class NotStarted {

		@Bean
		static BeanPostProcessor doNotStart() {
			return new BeanPostProcessor() {
				@Override
				public Object postProcessAfterInitialization(Object bean, String beanName) {
					if (bean instanceof ClusterConnectionFactory factory) {
						factory.setAutoStartup(false);
					}
					return bean;
				}
			};
		}

		@Bean
		CapturedOptions capturedOptions() {
			return new CapturedOptions();
		}

	}

	@Order(Ordered.LOWEST_PRECEDENCE)
	static final class CapturedOptions implements ClusterClientOptionsBuilderCustomizer {

		private ClusterClientOptions options;

		@Override
		public void customize(ClusterClientOptions.Builder builder) {
			this.options = builder.build();
		}

	}

}
