package io.rediscluster.spring.data;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Command;
import io.rediscluster.client.Reply;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.data.redis.connection.ClusterInfo;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.RedisClusterCommands;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.connection.RedisClusterNode.SlotRange;
import org.springframework.data.redis.connection.RedisClusterServerCommands;
import org.springframework.data.redis.connection.RedisCommands;
import org.springframework.data.redis.connection.RedisGeoCommands;
import org.springframework.data.redis.connection.RedisHashCommands;
import org.springframework.data.redis.connection.RedisHyperLogLogCommands;
import org.springframework.data.redis.connection.RedisKeyCommands;
import org.springframework.data.redis.connection.RedisListCommands;
import org.springframework.data.redis.connection.RedisScriptingCommands;
import org.springframework.data.redis.connection.RedisSentinelConnection;
import org.springframework.data.redis.connection.RedisSetCommands;
import org.springframework.data.redis.connection.RedisStreamCommands;
import org.springframework.data.redis.connection.RedisStringCommands;
import org.springframework.data.redis.connection.RedisZSetCommands;
import org.springframework.data.redis.connection.RedisSubscribedConnectionException;
import org.springframework.data.redis.connection.Subscription;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.util.Assert;

/**
 * What a template works with: the state of one unit of work (which mode it is in) over
 * the shared client. Holds no socket; making and closing one is cheap. For one thread.
 * <p>
 * Not split further although it is long: Spring's interface is this wide, and nearly
 * every method is one line that names who does the work. The command families have no
 * state and are made when they are asked for: most connections live for one command.
 * <p>
 * A closed connection still carries out single commands, as the template's cursors and
 * caches rely on: there is nothing in it that could be dead.
 */
final class ClusterConnection implements RedisClusterConnection {

	private final ClusterClient client;

	private final ModalInvoker invoker;

	/** Read by the threads that end it. */
	private volatile @Nullable TopicSubscription subscription;

	private volatile boolean closed;

	ClusterConnection(ClusterClient client, boolean convertPipelineAndTxResults) {
		this.client = client;
		this.invoker = new ModalInvoker(client, convertPipelineAndTxResults);
	}

	// Life and modes

	@Override
	public void close() {
		this.closed = true;
		this.invoker.reset();
		TopicSubscription subscription = this.subscription;
		if (subscription != null) {
			subscription.close();
		}
	}

	@Override
	public boolean isClosed() {
		return this.closed;
	}

	/**
	 * Returns the {@link ClusterClient} that all connections share.
	 */
	@Override
	public ClusterClient getNativeConnection() {
		return this.client;
	}

	@Override
	public boolean isQueueing() {
		return this.invoker.isQueueing();
	}

	@Override
	public boolean isPipelined() {
		return this.invoker.isPipelined();
	}

	@Override
	public void openPipeline() {
		checkOpen("a pipeline");
		this.invoker.openPipeline();
	}

	@Override
	public List<@Nullable Object> closePipeline() {
		return this.invoker.closePipeline();
	}

	@Override
	public RedisSentinelConnection getSentinelConnection() {
		throw new InvalidDataAccessResourceUsageException("A Redis Cluster has no sentinels");
	}

	// Single commands

	/**
	 * Carries out any command. The result is plain: {@code byte[]} (bulk strings),
	 * {@code String} (statuses), {@code Long}, {@code Double}, {@code Boolean},
	 * {@code List} and {@code Map}.
	 */
	@Override
	public @Nullable Object execute(String command, byte[]... args) {
		Assert.hasText(command, "A valid command needs to be specified");
		Command made = Command.of(command.trim(), (args != null) ? (Object[]) args : new Object[0]);
		return this.invoker.invoke(made, PlainResult::of);
	}

	@Override
	public void select(int dbIndex) {
		if (dbIndex != 0) {
			throw new InvalidDataAccessApiUsageException(
					"A Redis Cluster has database 0 only; SELECT " + dbIndex + " is not possible");
		}
	}

	@Override
	public byte @Nullable [] echo(byte[] message) {
		Require.notNull(message, "Message");
		return this.invoker.invoke(Command.of("ECHO", (Object) message), Reply::asBytes);
	}

	@Override
	public @Nullable String ping() {
		return this.invoker.invoke(Command.of("PING"), Reply::asString);
	}

	// Transactions

	/**
	 * Begins to queue. The first key, watched or queued, binds the transaction to its
	 * slot; a key of another slot is refused before anything is sent.
	 */
	@Override
	public void multi() {
		checkOpen("a transaction");
		this.invoker.multi();
	}

	@Override
	public @Nullable List<@Nullable Object> exec() {
		return this.invoker.exec();
	}

	@Override
	public void discard() {
		this.invoker.discard();
	}

	@Override
	public void watch(byte[]... keys) {
		Require.notEmpty(keys, "Keys");
		checkOpen("WATCH");
		this.invoker.watch(keys);
	}

	@Override
	public void unwatch() {
		this.invoker.unwatch();
	}

	private void checkOpen(String what) {
		if (this.closed) {
			throw new InvalidDataAccessApiUsageException("The connection is closed; get a new one for " + what);
		}
	}

	// Publish and subscribe

	@Override
	public boolean isSubscribed() {
		TopicSubscription subscription = this.subscription;
		return subscription != null && subscription.isAlive();
	}

	@Override
	public @Nullable Subscription getSubscription() {
		return this.subscription;
	}

	/**
	 * Publishes to the node that owns the channel's slot.
	 * @return how many subscribers that node has; those of other nodes receive the
	 * message and are not counted
	 */
	@Override
	public @Nullable Long publish(byte[] channel, byte[] message) {
		Require.notNull(channel, "Channel");
		Require.notNull(message, "Message");
		return this.invoker.invoke(Command.of("PUBLISH", channel, message), Reply::asLong);
	}

	/**
	 * Subscribes, and returns when the subscription has ended: by {@link #close()} or by
	 * its last topic on another thread, or by an interrupt.
	 */
	@Override
	public void subscribe(MessageListener listener, byte[]... channels) {
		Require.notEmpty(channels, "Channels");
		TopicSubscription subscription = newSubscription(listener);
		subscription.subscribe(channels);
		listen(subscription);
	}

	/**
	 * Subscribes, and returns when the subscription has ended. Patterns of keyspace
	 * events are subscribed on every primary.
	 */
	@Override
	public void pSubscribe(MessageListener listener, byte[]... patterns) {
		Require.notEmpty(patterns, "Patterns");
		TopicSubscription subscription = newSubscription(listener);
		subscription.pSubscribe(patterns);
		listen(subscription);
	}

	private TopicSubscription newSubscription(MessageListener listener) {
		Require.notNull(listener, "MessageListener");
		checkOpen("a subscription");
		if (isSubscribed()) {
			throw new RedisSubscribedConnectionException(
					"The connection is subscribed already; use its subscription to add or remove topics");
		}
		if (isQueueing() || isPipelined()) {
			throw new InvalidDataAccessApiUsageException("A subscription can be part of no transaction or pipeline");
		}
		try {
			return new TopicSubscription(this.client, listener);
		}
		catch (ClusterClientException ex) {
			throw ExceptionTranslator.translate(ex);
		}
	}

	private void listen(TopicSubscription subscription) {
		this.subscription = subscription;
		if (this.closed) {
			subscription.close();
		}
		subscription.listen();
	}

	// One node

	@Override
	public @Nullable String ping(RedisClusterNode node) {
		return nodeCommands().ping(node);
	}

	@Override
	public @Nullable Set<byte[]> keys(RedisClusterNode node, byte[] pattern) {
		return nodeCommands().keys(node, pattern);
	}

	@Override
	public Cursor<byte[]> scan(RedisClusterNode node, ScanOptions options) {
		return nodeCommands().scan(node, options);
	}

	@Override
	public byte @Nullable [] randomKey(RedisClusterNode node) {
		return nodeCommands().randomKey(node);
	}

	private NodeCommands nodeCommands() {
		return new NodeCommands(this.invoker, new NodeLookup(this.client), this);
	}

	// The cluster

	@Override
	public RedisClusterCommands clusterCommands() {
		return topologyCommands();
	}

	private TopologyCommands topologyCommands() {
		return new TopologyCommands(this.client, this.invoker, new NodeLookup(this.client));
	}

	@Override
	public List<RedisClusterNode> clusterGetNodes() {
		return topologyCommands().clusterGetNodes();
	}

	@Override
	public Set<RedisClusterNode> clusterGetReplicas(RedisClusterNode master) {
		return topologyCommands().clusterGetReplicas(master);
	}

	@Override
	public Map<RedisClusterNode, Collection<RedisClusterNode>> clusterGetMasterReplicaMap() {
		return topologyCommands().clusterGetMasterReplicaMap();
	}

	@Override
	public Integer clusterGetSlotForKey(byte[] key) {
		return topologyCommands().clusterGetSlotForKey(key);
	}

	@Override
	public @Nullable RedisClusterNode clusterGetNodeForSlot(int slot) {
		return topologyCommands().clusterGetNodeForSlot(slot);
	}

	@Override
	public @Nullable RedisClusterNode clusterGetNodeForKey(byte[] key) {
		return topologyCommands().clusterGetNodeForKey(key);
	}

	@Override
	public @Nullable ClusterInfo clusterGetClusterInfo() {
		return topologyCommands().clusterGetClusterInfo();
	}

	@Override
	public void clusterAddSlots(RedisClusterNode node, int... slots) {
		topologyCommands().clusterAddSlots(node, slots);
	}

	@Override
	public void clusterAddSlots(RedisClusterNode node, SlotRange range) {
		topologyCommands().clusterAddSlots(node, range);
	}

	@Override
	public @Nullable Long clusterCountKeysInSlot(int slot) {
		return topologyCommands().clusterCountKeysInSlot(slot);
	}

	@Override
	public void clusterDeleteSlots(RedisClusterNode node, int... slots) {
		topologyCommands().clusterDeleteSlots(node, slots);
	}

	@Override
	public void clusterDeleteSlotsInRange(RedisClusterNode node, SlotRange range) {
		topologyCommands().clusterDeleteSlotsInRange(node, range);
	}

	@Override
	public void clusterForget(RedisClusterNode node) {
		topologyCommands().clusterForget(node);
	}

	@Override
	public void clusterMeet(RedisClusterNode node) {
		topologyCommands().clusterMeet(node);
	}

	@Override
	public void clusterSetSlot(RedisClusterNode node, int slot, AddSlots mode) {
		topologyCommands().clusterSetSlot(node, slot, mode);
	}

	@Override
	public @Nullable List<byte[]> clusterGetKeysInSlot(int slot, Integer count) {
		return topologyCommands().clusterGetKeysInSlot(slot, count);
	}

	@Override
	public void clusterReplicate(RedisClusterNode master, RedisClusterNode replica) {
		topologyCommands().clusterReplicate(master, replica);
	}

	// Command families

	@Override
	public RedisCommands commands() {
		return this;
	}

	@Override
	public RedisClusterServerCommands serverCommands() {
		return new ServerCommands(this.invoker, new NodeLookup(this.client));
	}

	@Override
	public RedisScriptingCommands scriptingCommands() {
		return new ScriptingCommands(this.invoker);
	}

	@Override
	public RedisKeyCommands keyCommands() {
		return new KeyCommands(this.invoker, this);
	}

	@Override
	public RedisStringCommands stringCommands() {
		return new StringCommands(this.invoker);
	}

	@Override
	public RedisListCommands listCommands() {
		return new ListCommands(this.invoker);
	}

	@Override
	public RedisSetCommands setCommands() {
		return new SetCommands(this.invoker, this);
	}

	@Override
	public RedisZSetCommands zSetCommands() {
		return new ZSetCommands(this.invoker, this);
	}

	@Override
	public RedisHashCommands hashCommands() {
		return new HashCommands(this.invoker, this);
	}

	@Override
	public RedisGeoCommands geoCommands() {
		return new GeoCommands(this.invoker);
	}

	@Override
	public RedisHyperLogLogCommands hyperLogLogCommands() {
		return new HyperLogLogCommands(this.invoker);
	}

	@Override
	public RedisStreamCommands streamCommands() {
		return new StreamCommands(this.invoker);
	}

}
