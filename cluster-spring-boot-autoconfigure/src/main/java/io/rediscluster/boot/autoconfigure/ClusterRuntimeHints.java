package io.rediscluster.boot.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.SpringProxy;
import org.springframework.aop.framework.Advised;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.core.DecoratingProxy;
import org.springframework.data.redis.connection.RedisClusterConnection;

/**
 * What a native image must know: the client's table of commands, and the proxies that
 * templates put around connections, with and without a transaction.
 */
final class ClusterRuntimeHints implements RuntimeHintsRegistrar {

	static final String COMMANDS = "io/rediscluster/client/internal/command/commands.tsv";

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern(COMMANDS);
		hints.proxies().registerJdkProxy(RedisClusterConnection.class);
		hints.proxies()
			.registerJdkProxy(TypeReference.of(RedisClusterConnection.class),
					TypeReference.of("org.springframework.data.redis.core.RedisConnectionUtils$RedisConnectionProxy"),
					TypeReference.of(SpringProxy.class), TypeReference.of(Advised.class),
					TypeReference.of(DecoratingProxy.class));
	}

}
