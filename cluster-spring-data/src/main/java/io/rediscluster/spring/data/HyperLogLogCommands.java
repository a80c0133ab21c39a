package io.rediscluster.spring.data;

import io.rediscluster.client.Command;
import io.rediscluster.client.Reply;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisHyperLogLogCommands;

/**
 * Spring's commands that count distinct values approximately.
 */
final class HyperLogLogCommands implements RedisHyperLogLogCommands {

	private final CommandInvoker invoker;

	HyperLogLogCommands(CommandInvoker invoker) {
		this.invoker = invoker;
	}

	@Override
	public @Nullable Long pfAdd(byte[] key, byte[]... values) {
		Command.Builder command = Command.named("PFADD").arg(Require.key(key)).args((Object[]) Require.values(values));
		return this.invoker.invoke(command.build(), Reply::asLong);
	}

	@Override
	public @Nullable Long pfCount(byte[]... keys) {
		return this.invoker.invoke(Command.of("PFCOUNT", (Object[]) Require.keys(keys)), Reply::asLong);
	}

	@Override
	public void pfMerge(byte[] destinationKey, byte[]... sourceKeys) {
		this.invoker.run(Command.named("PFMERGE")
			.arg(Require.notNull(destinationKey, "Destination key"))
			.args((Object[]) Require.notEmpty(sourceKeys, "Source keys"))
			.build());
	}

}
