package io.rediscluster.sample.console;

import java.time.Clock;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What several parts of the console share.
 */
@Configuration(proxyBeanMethods = false)
class ConsoleConfiguration {

	@Bean
	Feed consoleFeed() {
		return new Feed(Clock.systemUTC());
	}

	@Bean
	ShardLabels consoleShardLabels() {
		return new ShardLabels();
	}

}
