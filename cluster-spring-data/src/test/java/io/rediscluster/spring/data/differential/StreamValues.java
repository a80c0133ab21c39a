package io.rediscluster.spring.data.differential;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Range;
import org.springframework.data.redis.connection.DataType;
import org.springframework.data.redis.connection.RedisStreamCommands.TrimOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XAddOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XClaimOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XDelOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XPendingOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XTrimOptions;
import org.springframework.data.redis.connection.stream.ByteRecord;
import org.springframework.data.redis.connection.stream.Consumer;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.RecordId;
import org.springframework.data.redis.connection.stream.StreamReadOptions;

/**
 * Arguments of the commands on streams. Ids are those of entries that are there.
 */
final class StreamValues {

	private final Random random;

	private final Pool pool;

	private final Bench bench;

	StreamValues(Random random, Pool pool, Bench bench) {
		this.random = random;
		this.pool = pool;
		this.bench = bench;
	}

	@Nullable Object of(Method method, Parameter parameter, byte @Nullable [] key) {
		return switch (parameter.getType().getSimpleName()) {
			case "String" -> text(method, parameter.getName());
			case "Consumer" -> Consumer.from(Pool.GROUP, "c" + this.random.nextInt(2));
			case "Duration" -> Duration.ZERO;
			case "MapRecord" -> this.pool.entry((key != null) ? key : this.pool.key(Kind.STREAM));
			case "RecordId[]" -> ids(key).toArray(new RecordId[0]);
			case "String[]" -> ids(key).stream().map(RecordId::getValue).toArray(String[]::new);
			case "ReadOffset" -> ReadOffset.from("0-0");
			case "StreamReadOptions" -> this.random.nextBoolean() ? StreamReadOptions.empty()
					: StreamReadOptions.empty().count(1 + this.random.nextInt(3));
			case "XAddOptions" -> this.random.nextBoolean() ? XAddOptions.none() : XAddOptions.maxlen(5);
			case "XTrimOptions" -> XTrimOptions.trim(TrimOptions.maxLen(1 + this.random.nextInt(5)).exact());
			case "XDelOptions" -> XDelOptions.defaults();
			case "XClaimOptions" -> XClaimOptions.minIdle(Duration.ZERO).ids(ids(key).toArray(new RecordId[0]));
			case "XPendingOptions" -> this.random.nextBoolean() ? XPendingOptions.unbounded(10L)
					: XPendingOptions.range(Range.unbounded(), 5L).consumer("c1");
			default -> null;
		};
	}

	private String text(Method method, String name) {
		return switch (name) {
			case "newOwner", "consumerName" -> "c" + this.random.nextInt(3);
			default -> method.getName().equals("xGroupCreate") ? "g" + this.random.nextInt(20) : Pool.GROUP;
		};
	}

	private List<RecordId> ids(byte @Nullable [] key) {
		List<RecordId> ids = new ArrayList<>();
		if (key != null && this.bench.single().keyCommands().type(key) == DataType.STREAM) {
			List<ByteRecord> records = this.bench.single().streamCommands().xRange(key, Range.unbounded());
			records.stream().limit(1 + this.random.nextInt(3)).forEach((entry) -> ids.add(entry.getId()));
		}
		return ids.isEmpty() ? List.of(RecordId.of("1-1")) : ids;
	}

}
