package io.rediscluster.spring.data;

import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

import io.rediscluster.client.Command;
import io.rediscluster.client.Nodes;
import io.rediscluster.client.Reply;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.connection.RedisClusterServerCommands;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.core.types.RedisClientInfo;
import org.springframework.data.redis.core.types.RedisClientInfo.RedisClientInfoBuilder;
import org.springframework.util.Assert;

/**
 * The server commands, on the whole cluster and on one node. On the whole cluster the
 * client decides which nodes are asked: settings go to every node, because a replica
 * takes over with the settings it has. Only the results in which nodes are told apart are
 * put together here.
 */
final class ServerCommands implements RedisClusterServerCommands {

	private final CommandInvoker invoker;

	private final NodeLookup lookup;

	ServerCommands(CommandInvoker invoker, NodeLookup lookup) {
		this.invoker = invoker;
		this.lookup = lookup;
	}

	// Persistence

	@Override
	public void bgReWriteAof() {
		this.invoker.run(Command.of("BGREWRITEAOF"));
	}

	@Override
	public void bgReWriteAof(RedisClusterNode node) {
		runOn(this.lookup.at(node), Command.of("BGREWRITEAOF"));
	}

	@Override
	public void bgSave() {
		this.invoker.run(Command.of("BGSAVE"));
	}

	@Override
	public void bgSave(RedisClusterNode node) {
		runOn(this.lookup.at(node), Command.of("BGSAVE"));
	}

	/**
	 * Returns the latest time at which a node saved, in seconds.
	 */
	@Override
	public @Nullable Long lastSave() {
		return this.invoker.invoke(Command.of("LASTSAVE"), Reply::asLong);
	}

	@Override
	public @Nullable Long lastSave(RedisClusterNode node) {
		return this.invoker.invokeOn(this.lookup.at(node), Command.of("LASTSAVE"), NodeResults.single(Reply::asLong));
	}

	@Override
	public void save() {
		this.invoker.run(Command.of("SAVE"));
	}

	@Override
	public void save(RedisClusterNode node) {
		runOn(this.lookup.at(node), Command.of("SAVE"));
	}

	// Data

	@Override
	public @Nullable Long dbSize() {
		return this.invoker.invoke(Command.of("DBSIZE"), Reply::asLong);
	}

	@Override
	public @Nullable Long dbSize(RedisClusterNode node) {
		return this.invoker.invokeOn(this.lookup.at(node), Command.of("DBSIZE"), NodeResults.single(Reply::asLong));
	}

	@Override
	public void flushDb() {
		this.invoker.run(Command.of("FLUSHDB"));
	}

	@Override
	public void flushDb(FlushOption option) {
		this.invoker.run(flush("FLUSHDB", option));
	}

	@Override
	public void flushDb(RedisClusterNode node) {
		runOn(this.lookup.at(node), Command.of("FLUSHDB"));
	}

	@Override
	public void flushDb(RedisClusterNode node, FlushOption option) {
		runOn(this.lookup.at(node), flush("FLUSHDB", option));
	}

	@Override
	public void flushAll() {
		this.invoker.run(Command.of("FLUSHALL"));
	}

	@Override
	public void flushAll(FlushOption option) {
		this.invoker.run(flush("FLUSHALL", option));
	}

	@Override
	public void flushAll(RedisClusterNode node) {
		runOn(this.lookup.at(node), Command.of("FLUSHALL"));
	}

	@Override
	public void flushAll(RedisClusterNode node, FlushOption option) {
		runOn(this.lookup.at(node), flush("FLUSHALL", option));
	}

	private static Command flush(String name, FlushOption option) {
		Require.notNull(option, "FlushOption");
		return Command.of(name, option.name());
	}

	// Information and settings

	@Override
	public @Nullable Properties info() {
		return infoOfAll(Command.of("INFO"));
	}

	@Override
	public @Nullable Properties info(String section) {
		Require.text(section, "Section");
		return infoOfAll(Command.of("INFO", section));
	}

	private @Nullable Properties infoOfAll(Command command) {
		return this.invoker.invokeOn(NodeLookup.LIVE_PRIMARIES, command, (replies) -> {
			Properties all = new Properties();
			NodeResults.all(command, replies)
				.forEach((node, reply) -> InfoReader.read(reply.asString())
					.forEach((name, value) -> all.put(node.address() + "." + name, value)));
			return all;
		});
	}

	@Override
	public @Nullable Properties info(RedisClusterNode node) {
		return infoOf(node, Command.of("INFO"));
	}

	@Override
	public @Nullable Properties info(RedisClusterNode node, String section) {
		Require.text(section, "Section");
		return infoOf(node, Command.of("INFO", section));
	}

	private @Nullable Properties infoOf(RedisClusterNode node, Command command) {
		return this.invoker.invokeOn(this.lookup.at(node), command,
				NodeResults.single((reply) -> InfoReader.read(reply.asString())));
	}

	/**
	 * Returns the settings of every primary, each name with {@code host:port.} before it.
	 * {@link Properties#getProperty} also finds a bare name if all nodes, replicas
	 * included, have the same value.
	 */
	@Override
	public @Nullable Properties getConfig(String pattern) {
		Require.text(pattern, "Pattern");
		return this.invoker.invokeOn(NodeLookup.LIVE, Command.of("CONFIG GET", pattern), ConfigReader::readAll);
	}

	@Override
	public @Nullable Properties getConfig(RedisClusterNode node, String pattern) {
		Require.text(pattern, "Pattern");
		return this.invoker.invokeOn(this.lookup.at(node), Command.of("CONFIG GET", pattern),
				NodeResults.single(ConfigReader::read));
	}

	@Override
	public void setConfig(String param, String value) {
		this.invoker.run(configSet(param, value));
	}

	@Override
	public void setConfig(RedisClusterNode node, String param, String value) {
		runOn(this.lookup.at(node), configSet(param, value));
	}

	private static Command configSet(String param, String value) {
		Require.text(param, "Parameter");
		Require.notNull(value, "Value");
		return Command.of("CONFIG SET", param, value);
	}

	@Override
	public void resetConfigStats() {
		this.invoker.run(Command.of("CONFIG RESETSTAT"));
	}

	@Override
	public void resetConfigStats(RedisClusterNode node) {
		runOn(this.lookup.at(node), Command.of("CONFIG RESETSTAT"));
	}

	@Override
	public void rewriteConfig() {
		this.invoker.run(Command.of("CONFIG REWRITE"));
	}

	@Override
	public void rewriteConfig(RedisClusterNode node) {
		runOn(this.lookup.at(node), Command.of("CONFIG REWRITE"));
	}

	@Override
	public @Nullable Long time(TimeUnit timeUnit) {
		Require.notNull(timeUnit, "TimeUnit");
		return this.invoker.invoke(Command.of("TIME"), (reply) -> readTime(reply, timeUnit));
	}

	@Override
	public @Nullable Long time(RedisClusterNode node, TimeUnit timeUnit) {
		Require.notNull(timeUnit, "TimeUnit");
		return this.invoker.invokeOn(this.lookup.at(node), Command.of("TIME"),
				NodeResults.single((reply) -> readTime(reply, timeUnit)));
	}

	private static Long readTime(Reply reply, TimeUnit timeUnit) {
		List<Reply> parts = reply.asList();
		long micros = TimeUnit.SECONDS.toMicros(parts.get(0).asLong()) + parts.get(1).asLong();
		return timeUnit.convert(micros, TimeUnit.MICROSECONDS);
	}

	// Clients

	@Override
	public void killClient(String host, int port) {
		Assert.hasText(host, "Host for 'CLIENT KILL' must not be 'null' or 'empty'");
		Command command = Command.of("CLIENT KILL", "ADDR", new HostAndPort(host, port).toString());
		this.invoker.runOn(NodeLookup.LIVE, command, (replies) -> {
			if (NodeResults.all(command, replies).values().stream().mapToLong(Reply::asLong).sum() == 0) {
				throw new ServerErrorException("ERR No such client");
			}
		});
	}

	@Override
	public void setClientName(byte[] name) {
		Require.notNull(name, "Name");
		this.invoker.run(Command.of("CLIENT SETNAME", (Object) name));
	}

	@Override
	public @Nullable String getClientName() {
		return this.invoker.invoke(Command.of("CLIENT GETNAME"), Reply::asString);
	}

	@Override
	public @Nullable List<RedisClientInfo> getClientList() {
		return this.invoker.invoke(Command.of("CLIENT LIST"), ServerCommands::readClients);
	}

	@Override
	public @Nullable List<RedisClientInfo> getClientList(RedisClusterNode node) {
		return this.invoker.invokeOn(this.lookup.at(node), Command.of("CLIENT LIST"),
				NodeResults.single(ServerCommands::readClients));
	}

	private static List<RedisClientInfo> readClients(Reply reply) {
		String text = reply.asString();
		return (text == null) ? List.of()
				: text.lines().filter((line) -> !line.isBlank()).map(RedisClientInfoBuilder::fromString).toList();
	}

	// Roles and life

	@Override
	public void shutdown() {
		throw new InvalidDataAccessApiUsageException(
				"SHUTDOWN is not sent through this client: servers are not stopped through a client that must survive them");
	}

	@Override
	public void shutdown(ShutdownOption option) {
		shutdown();
	}

	@Override
	public void shutdown(RedisClusterNode node) {
		runOn(this.lookup.at(node), Command.of("SHUTDOWN"));
	}

	@Override
	public void replicaOf(String host, int port) {
		throw noReplicaOf();
	}

	@Override
	public void replicaOfNoOne() {
		throw noReplicaOf();
	}

	private static InvalidDataAccessApiUsageException noReplicaOf() {
		return new InvalidDataAccessApiUsageException(
				"REPLICAOF is not possible in a cluster; use clusterReplicate (CLUSTER REPLICATE)");
	}

	// Migration

	/**
	 * Moves or copies a key with the server's own default time limit.
	 */
	@Override
	public void migrate(byte[] key, RedisNode target, int dbIndex, @Nullable MigrateOption option) {
		migrate(key, target, dbIndex, option, 0);
	}

	@Override
	public void migrate(byte[] key, RedisNode target, int dbIndex, @Nullable MigrateOption option, long timeout) {
		Require.notNull(key, "Key");
		Require.notNull(target, "Target node");
		Node known = this.lookup.find(target);
		// The servers talk to each other at the announced addresses
		Object host = (known != null) ? known.announced().host() : target.getRequiredHost();
		int port = (known != null) ? known.announced().port() : target.getRequiredPort();
		Command.Builder command = Command.named("MIGRATE").args(host, port, key, dbIndex, timeout);
		if (option != null) {
			command.arg(option.name());
		}
		this.invoker.run(command.build());
	}

	private void runOn(Nodes nodes, Command command) {
		this.invoker.runOn(nodes, command, NodeResults.requireAll(command));
	}

}
