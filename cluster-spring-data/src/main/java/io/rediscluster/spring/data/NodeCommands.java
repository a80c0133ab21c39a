package io.rediscluster.spring.data;

import java.util.LinkedHashSet;
import java.util.Set;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.Command;
import io.rediscluster.client.Nodes;
import io.rediscluster.client.Reply;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ScanOptions;

/**
 * The commands about keys that Spring lets callers send to one node.
 */
final class NodeCommands {

	private final CommandInvoker invoker;

	private final NodeLookup lookup;

	private final ClusterConnection connection;

	NodeCommands(CommandInvoker invoker, NodeLookup lookup, ClusterConnection connection) {
		this.invoker = invoker;
		this.lookup = lookup;
		this.connection = connection;
	}

	@Nullable String ping(RedisClusterNode node) {
		return this.invoker.invokeOn(this.lookup.at(node), Command.of("PING"), NodeResults.single(Reply::asString));
	}

	@Nullable Set<byte[]> keys(RedisClusterNode node, byte[] pattern) {
		Require.notNull(pattern, "Pattern");
		return this.invoker.invokeOn(this.lookup.at(node), Command.of("KEYS", (Object) pattern),
				NodeResults.single((reply) -> new LinkedHashSet<>(reply.asBytesList())));
	}

	byte @Nullable [] randomKey(RedisClusterNode node) {
		return this.invoker.invokeOn(this.lookup.at(node), Command.of("RANDOMKEY"), NodeResults.single(Reply::asBytes));
	}

	Cursor<byte[]> scan(RedisClusterNode node, ScanOptions options) {
		Require.notNull(options, "Options");
		Nodes at = this.lookup.at(node);
		this.invoker.requireDirect("SCAN");
		ClusterClient client = this.connection.getNativeConnection();
		return new ClusterScanCursor(this.invoker, client.scan(at, Arguments.scan(options)), options, this.connection)
			.open();
	}

}
