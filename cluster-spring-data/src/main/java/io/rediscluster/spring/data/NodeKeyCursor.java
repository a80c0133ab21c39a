package io.rediscluster.spring.data;

import java.util.List;

import io.rediscluster.client.Command;
import io.rediscluster.client.Nodes;
import io.rediscluster.client.Reply;

import org.springframework.data.redis.core.ScanCursor;
import org.springframework.data.redis.core.ScanIteration;
import org.springframework.data.redis.core.ScanOptions;

/**
 * Walks over the keys of one node. Closing it closes the connection it was opened on:
 * templates that hand out a cursor rely on it.
 */
final class NodeKeyCursor extends ScanCursor<byte[]> {

	private final CommandInvoker invoker;

	private final Nodes node;

	private final ClusterConnection connection;

	NodeKeyCursor(CommandInvoker invoker, Nodes node, ScanOptions options, ClusterConnection connection) {
		super(options);
		this.invoker = invoker;
		this.node = node;
		this.connection = connection;
	}

	@Override
	protected ScanIteration<byte[]> doScan(CursorId cursorId, ScanOptions options) {
		KeyScanCursor.requireDirect("SCAN", this.invoker);
		Command.Builder command = Command.named("SCAN").arg(cursorId.getCursorId());
		Arguments.addScan(command, options);
		ScanIteration<byte[]> iteration = this.invoker.invokeOn(this.node, command.build(),
				NodeResults.single(NodeKeyCursor::read));
		return (iteration != null) ? iteration : new ScanIteration<>(CursorId.initial(), List.of());
	}

	private static ScanIteration<byte[]> read(Reply reply) {
		List<Reply> parts = reply.asList();
		return new ScanIteration<>(CursorId.of(String.valueOf(parts.get(0).asString())), parts.get(1).asBytesList());
	}

	@Override
	protected void doClose() {
		this.connection.close();
	}

}
