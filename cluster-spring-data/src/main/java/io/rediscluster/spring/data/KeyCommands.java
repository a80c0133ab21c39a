package io.rediscluster.spring.data;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.Command;
import io.rediscluster.client.Reply;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.CompareCondition;
import org.springframework.data.redis.connection.DataType;
import org.springframework.data.redis.connection.ExpirationOptions;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisKeyCommands;
import org.springframework.data.redis.connection.SortParameters;
import org.springframework.data.redis.connection.SortParameters.Order;
import org.springframework.data.redis.connection.ValueEncoding;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.types.Expiration;
import org.springframework.util.Assert;

/**
 * Spring's commands about keys of any type.
 */
final class KeyCommands implements RedisKeyCommands {

	private final CommandInvoker invoker;

	private final RedisConnection connection;

	KeyCommands(CommandInvoker invoker, RedisConnection connection) {
		this.invoker = invoker;
		this.connection = connection;
	}

	@Override
	public @Nullable Boolean copy(byte[] sourceKey, byte[] targetKey, boolean replace) {
		Command.Builder command = Command.named("COPY")
			.args(Require.notNull(sourceKey, "Source key"), Require.notNull(targetKey, "Target key"));
		if (replace) {
			command.arg("REPLACE");
		}
		return this.invoker.invoke(command.build(), Reply::asBoolean);
	}

	@Override
	public @Nullable String digest(byte[] key) {
		return this.invoker.invoke(Command.of("DIGEST", Require.key(key)), Reply::asString);
	}

	@Override
	public @Nullable Boolean exists(byte[] key) {
		return this.invoker.invoke(Command.of("EXISTS", Require.key(key)), Reply::asBoolean);
	}

	@Override
	public @Nullable Long exists(byte[]... keys) {
		return this.invoker.invoke(Command.of("EXISTS", (Object[]) Require.keys(keys)), Reply::asLong);
	}

	@Override
	public @Nullable Long del(byte[]... keys) {
		return this.invoker.invoke(Command.of("DEL", (Object[]) Require.keys(keys)), Reply::asLong);
	}

	@Override
	public @Nullable Boolean delex(byte[] key, CompareCondition condition) {
		Command.Builder command = Command.named("DELEX").arg(Require.key(key));
		Arguments.addComparison(command, Require.notNull(condition, "Condition"));
		return this.invoker.invoke(command.build(), Reply::asBoolean);
	}

	@Override
	public @Nullable Long unlink(byte[]... keys) {
		return this.invoker.invoke(Command.of("UNLINK", (Object[]) Require.keys(keys)), Reply::asLong);
	}

	@Override
	public @Nullable DataType type(byte[] key) {
		return this.invoker.invoke(Command.of("TYPE", Require.key(key)),
				(reply) -> DataType.fromCode(Replies.text(reply)));
	}

	@Override
	public @Nullable Long touch(byte[]... keys) {
		return this.invoker.invoke(Command.of("TOUCH", (Object[]) Require.keys(keys)), Reply::asLong);
	}

	@Override
	public @Nullable Set<byte[]> keys(byte[] pattern) {
		return this.invoker.invoke(Command.of("KEYS", Require.notNull(pattern, "Pattern")), Replies::byteSet);
	}

	/**
	 * Walks over the keys of the whole cluster, see {@link ClusterClient#scan}; the
	 * cursor closes the connection.
	 */
	@Override
	public Cursor<byte[]> scan(@Nullable ScanOptions options) {
		this.invoker.requireDirect("SCAN");
		ScanOptions given = (options != null) ? options : ScanOptions.NONE;
		ClusterClient client = (ClusterClient) this.connection.getNativeConnection();
		return new ClusterScanCursor(this.invoker, client.scan(Arguments.scan(given)), given, this.connection).open();
	}

	@Override
	public byte @Nullable [] randomKey() {
		return this.invoker.invoke(Command.of("RANDOMKEY"), Reply::asBytes);
	}

	@Override
	public void rename(byte[] oldKey, byte[] newKey) {
		this.invoker.run(rename("RENAME", oldKey, newKey));
	}

	@Override
	public @Nullable Boolean renameNX(byte[] oldKey, byte[] newKey) {
		return this.invoker.invoke(rename("RENAMENX", oldKey, newKey), Reply::asBoolean);
	}

	private static Command rename(String name, byte[] oldKey, byte[] newKey) {
		return Command.of(name, Require.notNull(oldKey, "Old key"), Require.notNull(newKey, "New key"));
	}

	/**
	 * Sends {@code EXPIRE}, {@code PEXPIRE} or their variants for points in time, as the
	 * unit of the expiration demands. The interface's own default gives milliseconds to
	 * commands that count seconds.
	 */
	@Override
	public @Nullable Boolean applyExpiration(byte[] key, Expiration expiration, ExpirationOptions options) {
		Require.notNull(expiration, "Expiration");
		ExpirationOptions.Condition condition = Require.notNull(options, "Options").getCondition();
		Assert.isTrue(!expiration.isKeepTtl(), "An expiration that keeps the time to live cannot be applied to a key");
		if (expiration.isPersistent()) {
			return persist(key);
		}
		if (expiration.isPrecise()) {
			long millis = expiration.getExpirationTimeInMilliseconds();
			return expiration.isUnixTimestamp() ? pExpireAt(key, millis, condition) : pExpire(key, millis, condition);
		}
		long seconds = expiration.getExpirationTimeInSeconds();
		return expiration.isUnixTimestamp() ? expireAt(key, seconds, condition) : expire(key, seconds, condition);
	}

	@Override
	public @Nullable Boolean expire(byte[] key, long seconds, ExpirationOptions.Condition condition) {
		return expire("EXPIRE", key, seconds, condition);
	}

	@Override
	public @Nullable Boolean pExpire(byte[] key, long millis, ExpirationOptions.Condition condition) {
		return expire("PEXPIRE", key, millis, condition);
	}

	@Override
	public @Nullable Boolean expireAt(byte[] key, long unixTime, ExpirationOptions.Condition condition) {
		return expire("EXPIREAT", key, unixTime, condition);
	}

	@Override
	public @Nullable Boolean pExpireAt(byte[] key, long unixTimeInMillis, ExpirationOptions.Condition condition) {
		return expire("PEXPIREAT", key, unixTimeInMillis, condition);
	}

	private @Nullable Boolean expire(String name, byte[] key, long time, ExpirationOptions.Condition condition) {
		Command.Builder command = Command.named(name).args(Require.key(key), time);
		Arguments.addCondition(command, Require.notNull(condition, "Condition"));
		return this.invoker.invoke(command.build(), Reply::asBoolean);
	}

	@Override
	public @Nullable Boolean persist(byte[] key) {
		return this.invoker.invoke(Command.of("PERSIST", Require.key(key)), Reply::asBoolean);
	}

	@Override
	public @Nullable Boolean move(byte[] key, int dbIndex) {
		return this.invoker.invoke(Command.of("MOVE", Require.key(key), dbIndex), Reply::asBoolean);
	}

	@Override
	public @Nullable Long ttl(byte[] key) {
		return ttl(key, TimeUnit.SECONDS);
	}

	@Override
	public @Nullable Long ttl(byte[] key, TimeUnit timeUnit) {
		return ttl("TTL", key, TimeUnit.SECONDS, timeUnit);
	}

	@Override
	public @Nullable Long pTtl(byte[] key) {
		return pTtl(key, TimeUnit.MILLISECONDS);
	}

	@Override
	public @Nullable Long pTtl(byte[] key, TimeUnit timeUnit) {
		return ttl("PTTL", key, TimeUnit.MILLISECONDS, timeUnit);
	}

	private @Nullable Long ttl(String name, byte[] key, TimeUnit from, TimeUnit to) {
		Require.key(key);
		Require.notNull(to, "Time unit");
		return this.invoker.invoke(Command.of(name, key), (reply) -> Replies.timeToLive(reply.asLong(), from, to));
	}

	@Override
	public @Nullable List<byte @Nullable []> sort(byte[] key, @Nullable SortParameters params) {
		return this.invoker.invoke(sorting(Require.key(key), params).build(), Reply::asBytesList);
	}

	@Override
	public @Nullable Long sort(byte[] key, @Nullable SortParameters params, byte[] storeKey) {
		Command.Builder command = sorting(Require.key(key), params);
		command.args("STORE", Require.notNull(storeKey, "Store key"));
		return this.invoker.invoke(command.build(), Reply::asLong);
	}

	private static Command.Builder sorting(byte[] key, @Nullable SortParameters params) {
		Command.Builder command = Command.named("SORT").arg(key);
		if (params == null) {
			return command;
		}
		byte[] by = params.getByPattern();
		// templates serialize a missing pattern to no bytes, and BY '' would not sort
		if (by != null && by.length > 0) {
			command.args("BY", by);
		}
		SortParameters.Range limit = params.getLimit();
		if (limit != null) {
			command.args("LIMIT", limit.getStart(), limit.getCount());
		}
		byte[][] patterns = params.getGetPattern();
		if (patterns != null) {
			for (byte[] pattern : patterns) {
				command.args("GET", pattern);
			}
		}
		Order order = params.getOrder();
		if (order != null) {
			command.arg(order.name());
		}
		if (Boolean.TRUE.equals(params.isAlphabetic())) {
			command.arg("ALPHA");
		}
		return command;
	}

	@Override
	public byte @Nullable [] dump(byte[] key) {
		return this.invoker.invoke(Command.of("DUMP", Require.key(key)), Reply::asBytes);
	}

	@Override
	public void restore(byte[] key, long ttlInMillis, byte[] serializedValue, boolean replace) {
		Command.Builder command = Command.named("RESTORE")
			.args(Require.key(key), ttlInMillis, Require.notNull(serializedValue, "Serialized value"));
		if (replace) {
			command.arg("REPLACE");
		}
		this.invoker.run(command.build());
	}

	@Override
	public @Nullable ValueEncoding encodingOf(byte[] key) {
		return this.invoker.invoke(Command.of("OBJECT ENCODING", Require.key(key)),
				(reply) -> ValueEncoding.of(reply.asString()));
	}

	@Override
	public @Nullable Duration idletime(byte[] key) {
		return this.invoker.invoke(Command.of("OBJECT IDLETIME", Require.key(key)), KeyCommands::seconds);
	}

	private static @Nullable Duration seconds(Reply reply) {
		Long seconds = reply.asLongOrNull();
		return (seconds != null) ? Duration.ofSeconds(seconds) : null;
	}

	@Override
	public @Nullable Long refcount(byte[] key) {
		return this.invoker.invoke(Command.of("OBJECT REFCOUNT", Require.key(key)), Reply::asLongOrNull);
	}

}
