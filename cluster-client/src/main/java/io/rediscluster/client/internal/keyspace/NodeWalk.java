package io.rediscluster.client.internal.keyspace;

import java.util.List;

import io.rediscluster.client.Reply;
import io.rediscluster.client.Scan;
import io.rediscluster.client.internal.keyspace.ScanCommands.Page;
import io.rediscluster.client.topology.Node;

/**
 * Walks over all keys of a node by {@code SCAN}, from cursor 0 until the server is back
 * at it. For one thread.
 */
final class NodeWalk implements KeyWalk {

	private final NodeCalls calls;

	private final Node node;

	private final Scan scan;

	private String cursor = ScanCommands.ZERO;

	private boolean ended;

	NodeWalk(NodeCalls calls, Node node, Scan scan) {
		this.calls = calls;
		this.node = node;
		this.scan = scan;
	}

	@Override
	public List<Reply> next() {
		Page page = ScanCommands.read(this.calls.at(this.node, ScanCommands.ofKeys("SCAN", this.cursor, this.scan)));
		this.cursor = page.cursor();
		this.ended = ScanCommands.ZERO.equals(this.cursor);
		return page.elements();
	}

	@Override
	public boolean hasEnded() {
		return this.ended;
	}

}
