package io.rediscluster.spring.data;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import io.rediscluster.client.Command;
import io.rediscluster.client.Reply;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.KeyBoundCursor;
import org.springframework.data.redis.core.ScanIteration;
import org.springframework.data.redis.core.ScanOptions;

/**
 * Walks over the elements of one key. Closing it closes the connection it was opened on:
 * templates that hand out a cursor rely on it.
 *
 * @param <T> the type of the elements
 */
final class KeyScanCursor<T> extends KeyBoundCursor<T> {

	private final String name;

	private final CommandInvoker invoker;

	private final RedisConnection connection;

	private final Function<Reply, ? extends Collection<T>> elements;

	private KeyScanCursor(String name, byte[] key, ScanOptions options, CommandInvoker invoker,
			RedisConnection connection, Function<Reply, ? extends Collection<T>> elements) {
		super(key, CursorId.initial(), options);
		this.name = name;
		this.invoker = invoker;
		this.connection = connection;
		this.elements = elements;
	}

	/**
	 * Asks for the first elements and returns the cursor.
	 * @param elements reads the elements of one answer
	 */
	static <T> Cursor<T> open(String name, byte[] key, @Nullable ScanOptions options, CommandInvoker invoker,
			RedisConnection connection, Function<Reply, ? extends Collection<T>> elements) {
		Require.key(key);
		requireDirect(name, invoker);
		ScanOptions given = (options != null) ? options : ScanOptions.NONE;
		return new KeyScanCursor<T>(name, key, given, invoker, connection, elements).open();
	}

	/**
	 * Refuses what needs its answer at once while commands are queued.
	 */
	static void requireDirect(String name, CommandInvoker invoker) {
		if (!invoker.isDirect()) {
			throw new InvalidDataAccessApiUsageException(name + " is not possible in a pipeline or transaction");
		}
	}

	@Override
	protected ScanIteration<T> doScan(byte[] key, CursorId cursorId, ScanOptions options) {
		requireDirect(this.name, this.invoker);
		Command.Builder command = Command.named(this.name).args(key, cursorId.getCursorId());
		Arguments.addScan(command, options);
		return Objects.requireNonNull(this.invoker.invoke(command.build(), this::read));
	}

	private ScanIteration<T> read(Reply reply) {
		List<Reply> parts = reply.asList();
		return new ScanIteration<>(CursorId.of(Replies.text(parts.get(0))), this.elements.apply(parts.get(1)));
	}

	@Override
	protected void doClose() {
		this.connection.close();
	}

}
