package io.rediscluster.spring.data;

import java.util.List;

import io.rediscluster.client.Reply;
import io.rediscluster.client.ScanIterator;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.ScanCursor;
import org.springframework.data.redis.core.ScanIteration;
import org.springframework.data.redis.core.ScanOptions;

/**
 * Walks over the keys of a cluster or of one node. Its id only counts the requests: a
 * place in a whole cluster does not fit into a number, so that another cursor cannot
 * resume the walk. Closing it closes the connection it was opened on: templates that hand
 * out a cursor rely on it.
 */
final class ClusterScanCursor extends ScanCursor<byte[]> {

	private final CommandInvoker invoker;

	private final RedisConnection connection;

	private final ScanIterator<Reply> keys;

	private long requests;

	ClusterScanCursor(CommandInvoker invoker, ScanIterator<Reply> keys, ScanOptions options,
			RedisConnection connection) {
		super(options);
		this.invoker = invoker;
		this.keys = keys;
		this.connection = connection;
	}

	@Override
	protected ScanIteration<byte[]> doScan(CursorId cursorId, ScanOptions options) {
		this.invoker.requireDirect("SCAN");
		List<byte[]> batch;
		try {
			batch = this.keys.nextBatch().stream().map(Replies::bytes).toList();
		}
		catch (RuntimeException ex) {
			throw ExceptionTranslator.translate(ex);
		}
		this.requests++;
		return new ScanIteration<>(this.keys.isDone() ? CursorId.initial() : CursorId.of(this.requests), batch);
	}

	@Override
	protected void doClose() {
		this.keys.close();
		this.connection.close();
	}

}
