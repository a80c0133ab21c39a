package io.rediscluster.spring.data;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

import io.rediscluster.client.Command;
import io.rediscluster.client.Nodes;
import io.rediscluster.client.Reply;
import io.rediscluster.client.topology.Node;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.ScanCursor;
import org.springframework.data.redis.core.ScanIteration;
import org.springframework.data.redis.core.ScanOptions;

/**
 * Walks over the keys of several nodes, one node after another. Its id only counts the
 * requests: a place in a whole cluster does not fit into a number, so that another cursor
 * cannot resume the walk. Closing it closes the connection it was opened on: templates
 * that hand out a cursor rely on it.
 */
final class ClusterScanCursor extends ScanCursor<byte[]> {

	private final CommandInvoker invoker;

	private final RedisConnection connection;

	private final Deque<Node> remaining;

	/** The place within the first of the remaining nodes. */
	private String place = CursorId.initial().getCursorId();

	private long requests;

	ClusterScanCursor(CommandInvoker invoker, Collection<Node> nodes, ScanOptions options, RedisConnection connection) {
		super(options);
		this.invoker = invoker;
		this.remaining = new ArrayDeque<>(nodes);
		this.connection = connection;
	}

	@Override
	protected ScanIteration<byte[]> doScan(CursorId cursorId, ScanOptions options) {
		KeyScanCursor.requireDirect("SCAN", this.invoker);
		Node node = this.remaining.peek();
		if (node == null) {
			return new ScanIteration<>(CursorId.initial(), List.of());
		}
		Command.Builder command = Command.named("SCAN").arg(this.place);
		Arguments.addScan(command, options);
		return Objects.requireNonNull(
				this.invoker.invokeOn(Nodes.withId(node.id()), command.build(), NodeResults.single(this::read)));
	}

	private ScanIteration<byte[]> read(Reply reply) {
		List<Reply> parts = reply.asList();
		this.place = Replies.text(parts.get(0));
		if (CursorId.isInitial(this.place)) {
			this.remaining.remove();
		}
		this.requests++;
		CursorId next = this.remaining.isEmpty() ? CursorId.initial() : CursorId.of(this.requests);
		return new ScanIteration<>(next, parts.get(1).asBytesList());
	}

	@Override
	protected void doClose() {
		this.connection.close();
	}

}
