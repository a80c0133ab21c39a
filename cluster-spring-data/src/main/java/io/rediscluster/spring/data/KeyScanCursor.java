package io.rediscluster.spring.data;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.Scan;
import io.rediscluster.client.ScanIterator;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.KeyBoundCursor;
import org.springframework.data.redis.core.ScanIteration;
import org.springframework.data.redis.core.ScanOptions;

/**
 * Walks over the elements of one key. Its id only counts the requests, as the place may
 * be one on another node after the next. Closing it closes the connection it was opened
 * on: templates that hand out a cursor rely on it.
 *
 * @param <E> the type of the elements as the client returns them
 * @param <T> the type of the elements
 */
final class KeyScanCursor<E, T> extends KeyBoundCursor<T> {

	private final String name;

	private final CommandInvoker invoker;

	private final RedisConnection connection;

	private final ScanIterator<E> walk;

	private final Function<E, T> converter;

	private long requests;

	private KeyScanCursor(String name, byte[] key, ScanOptions options, CommandInvoker invoker,
			RedisConnection connection, ScanIterator<E> walk, Function<E, T> converter) {
		super(key, CursorId.initial(), options);
		this.name = name;
		this.invoker = invoker;
		this.connection = connection;
		this.walk = walk;
		this.converter = converter;
	}

	/**
	 * Asks for the first elements and returns the cursor.
	 * @param name the command that walks
	 * @param start begins the walk
	 * @param converter turns an element of the walk into one of the cursor
	 */
	static <E, T> Cursor<T> open(String name, byte[] key, @Nullable ScanOptions options, CommandInvoker invoker,
			RedisConnection connection, Start<E> start, Function<E, T> converter) {
		Require.key(key);
		invoker.requireDirect(name);
		ScanOptions given = (options != null) ? options : ScanOptions.NONE;
		ClusterClient client = (ClusterClient) connection.getNativeConnection();
		ScanIterator<E> walk = start.begin(client, key, Arguments.scan(given));
		return new KeyScanCursor<E, T>(name, key, given, invoker, connection, walk, converter).open();
	}

	@Override
	protected ScanIteration<T> doScan(byte[] key, CursorId cursorId, ScanOptions options) {
		this.invoker.requireDirect(this.name);
		Collection<T> batch;
		try {
			List<E> elements = this.walk.nextBatch();
			batch = elements.stream().map(this.converter).toList();
		}
		catch (RuntimeException ex) {
			throw ExceptionTranslator.translate(ex);
		}
		this.requests++;
		return new ScanIteration<>(this.walk.isDone() ? CursorId.initial() : CursorId.of(this.requests), batch);
	}

	@Override
	protected void doClose() {
		this.walk.close();
		this.connection.close();
	}

	/**
	 * A walk of the client, as {@link ClusterClient#scanSet}.
	 *
	 * @param <E> the type of its elements
	 */
	interface Start<E> {

		ScanIterator<E> begin(ClusterClient client, Object key, Scan scan);

	}

}
