package io.rediscluster.client.internal;

import java.util.Map;
import java.util.concurrent.CompletionStage;

import io.rediscluster.client.ClientStats;
import io.rediscluster.client.ClusterAdmin;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.Command;
import io.rediscluster.client.CrossSlotOperations;
import io.rediscluster.client.NodeSelection;
import io.rediscluster.client.Nodes;
import io.rediscluster.client.Pipeline;
import io.rediscluster.client.PubSubListener;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Reply;
import io.rediscluster.client.Scan;
import io.rediscluster.client.ScanIterator;
import io.rediscluster.client.Subscription;
import io.rediscluster.client.Transaction;
import io.rediscluster.client.internal.execution.ClusterExecutor;
import io.rediscluster.client.internal.keyspace.Scans;
import io.rediscluster.client.topology.Topology;

/**
 * A client that reads from somewhere else than the client it belongs to, whose parts it
 * uses. Owns nothing. Thread safe.
 */
final class ReadFromView implements ClusterClient {

	private final DefaultClusterClient client;

	private final ClusterExecutor executor;

	private final Scans scans;

	private final ReadFrom readFrom;

	ReadFromView(DefaultClusterClient client, ClusterExecutor executor, Scans scans, ReadFrom readFrom) {
		this.client = client;
		this.executor = executor;
		this.scans = scans;
		this.readFrom = readFrom;
	}

	@Override
	public Reply execute(Command command) {
		return this.executor.execute(command, this.readFrom);
	}

	@Override
	public CompletionStage<Reply> executeAsync(Command command) {
		return this.executor.executeAsync(command, this.readFrom);
	}

	@Override
	public NodeSelection on(Nodes nodes) {
		return this.client.on(nodes);
	}

	@Override
	public ScanIterator<Reply> scan(Scan scan) {
		return this.client.scan(scan);
	}

	@Override
	public ScanIterator<Reply> scan(Nodes nodes, Scan scan) {
		return this.client.scan(nodes, scan);
	}

	@Override
	public ScanIterator<Reply> scanSet(Object key, Scan scan) {
		return this.scans.ofSet(key, scan, this.readFrom);
	}

	@Override
	public ScanIterator<Map.Entry<Reply, Reply>> scanHash(Object key, Scan scan) {
		return this.scans.ofHash(key, scan, this.readFrom);
	}

	@Override
	public ScanIterator<Map.Entry<Reply, Double>> scanSortedSet(Object key, Scan scan) {
		return this.scans.ofSortedSet(key, scan, this.readFrom);
	}

	@Override
	public Subscription subscribe(PubSubListener listener) {
		return this.client.subscribe(listener);
	}

	@Override
	public Pipeline pipeline() {
		return this.client.pipeline(this.readFrom);
	}

	@Override
	public Transaction transaction() {
		return this.client.transaction();
	}

	@Override
	public ClusterClient withReadFrom(ReadFrom readFrom) {
		return this.client.withReadFrom(readFrom);
	}

	@Override
	public ClusterAdmin admin() {
		return this.client.admin();
	}

	@Override
	public CrossSlotOperations crossSlot() {
		return this.client.crossSlot();
	}

	@Override
	public Topology topology() {
		return this.client.topology();
	}

	@Override
	public Topology refresh() {
		return this.client.refresh();
	}

	@Override
	public ClientStats stats() {
		return this.client.stats();
	}

	@Override
	public void close() {
		// the view owns nothing
	}

}
