package io.rediscluster.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.rediscluster.boot.autoconfigure.ClusterAutoConfiguration;
import io.rediscluster.boot.autoconfigure.ClusterClientOptionsBuilderCustomizer;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.spring.data.ClusterConnectionFactory;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An {@code application.yml} that a page shows. A test may put its own addresses in place
 * of those of the page; everything else counts as it is shown. Immutable.
 */
record ApplicationYaml(String text) {

	/**
	 * Reads a marked region of a file below {@code src/test/resources}.
	 */
	static ApplicationYaml of(String mark) {
		return new ApplicationYaml(String.join("\n", new Regions().get("docs/examples/src/test/resources/" + mark)));
	}

	/**
	 * Reads the server settings of a page: {@code name value} on each line.
	 */
	static List<List<String>> directives(String file) {
		try {
			return Files.readAllLines(Path.of("src/test/resources").resolve(file))
				.stream()
				.filter((line) -> !line.startsWith("#"))
				.map((line) -> List.of(line.split(" ")))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Replaces a word everywhere.
	 */
	ApplicationYaml with(String shown, Object real) {
		Pattern word = Pattern.compile("(?<![\\w.-])" + Pattern.quote(shown) + "(?![\\w-])");
		assertThat(this.text).containsPattern(word);
		return new ApplicationYaml(word.matcher(this.text).replaceAll(String.valueOf(real)));
	}

	/**
	 * Returns a runner whose application has these properties.
	 */
	ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, ClusterAutoConfiguration.class,
					DataRedisAutoConfiguration.class))
			.withInitializer(new YamlExample("application.yml", this.text).initializer(Map.of()));
	}

	/**
	 * Returns the options that an application with these properties would connect with.
	 */
	ClusterClientOptions options() {
		ClusterClientOptions[] options = new ClusterClientOptions[1];
		runner().withUserConfiguration(NotStarted.class)
			.withBean(ClusterClientOptionsBuilderCustomizer.class, () -> (builder) -> options[0] = builder.build())
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(ClusterConnectionFactory.class));
		return options[0];
	}

	/** Nobody is dialled. */
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

	}

}
