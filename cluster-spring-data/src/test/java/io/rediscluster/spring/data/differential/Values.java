package io.rediscluster.spring.data.differential;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Range;
import org.springframework.data.domain.Range.Bound;
import org.springframework.data.redis.connection.BitFieldSubCommands;
import org.springframework.data.redis.connection.BitFieldSubCommands.BitFieldType;
import org.springframework.data.redis.connection.CompareCondition;
import org.springframework.data.redis.connection.DefaultSortParameters;
import org.springframework.data.redis.connection.ExpirationOptions;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.RedisStringCommands.BitOperation;
import org.springframework.data.redis.connection.RedisZSetCommands.ZAddArgs;
import org.springframework.data.redis.connection.SetCondition;
import org.springframework.data.redis.connection.SortParameters;
import org.springframework.data.redis.connection.zset.Weights;
import org.springframework.data.redis.core.KeyScanOptions;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.types.Expiration;

/**
 * Arguments that are no keys, by the name and type of the parameter.
 */
final class Values {

	private static final BitFieldType[] BIT_FIELDS = { BitFieldType.UINT_8, BitFieldType.INT_16,
			BitFieldType.signed(5) };

	/** Those that every server knows. */
	private static final BitOperation[] BIT_OPERATIONS = { BitOperation.AND, BitOperation.OR, BitOperation.XOR };

	private final Random random;

	private final Pool pool;

	private final Bench bench;

	private final PlaceValues places;

	private final StreamValues streams;

	private byte @Nullable [] dump;

	private int arity;

	Values(Random random, Pool pool, Bench bench) {
		this.random = random;
		this.pool = pool;
		this.bench = bench;
		this.places = new PlaceValues(random, pool);
		this.streams = new StreamValues(random, pool, bench);
	}

	/** Begins another call. */
	void next() {
		this.arity = 1 + this.random.nextInt(3);
	}

	/** Of how many keys this call is if it is of several. */
	int arity() {
		return this.arity;
	}

	@Nullable Object of(Family family, Method method, Parameter parameter, byte @Nullable [] key) {
		Class<?> type = parameter.getType();
		String name = parameter.getName();
		if (type == byte[].class) {
			return bytes(family, name);
		}
		if (type == byte[][].class) {
			return name.equals("fields") ? this.pool.elements("f") : this.pool.elements(prefix(family));
		}
		if (type == long.class || type == int.class || type == Long.class || type == Integer.class) {
			long number = number(method, name);
			return (type == int.class || type == Integer.class) ? (Object) (int) number : (Object) number;
		}
		if (type == double.class) {
			return decimal(name);
		}
		if (type == boolean.class) {
			return name.equals("replace") ? this.random.nextInt(4) > 0 : this.random.nextBoolean();
		}
		if (type == String.class && family == Family.SERVER) {
			return switch (name) {
				case "section" -> "server";
				case "pattern", "param" -> "slowlog-max-len";
				default -> Integer.toString(100 + this.random.nextInt(20));
			};
		}
		if (type == String.class && family == Family.ZSET) {
			return name.equals("min") ? "(1" : "+inf";
		}
		if (type == TimeUnit.class && !method.getName().equals("time")) {
			return this.random.nextBoolean() ? TimeUnit.SECONDS : TimeUnit.MILLISECONDS;
		}
		if (type.isEnum() && type != BitOperation.class && type != ExpirationOptions.Condition.class) {
			Object[] constants = type.getEnumConstants();
			return constants[this.random.nextInt(constants.length)];
		}
		Object value = switch (family) {
			case GEO -> this.places.of(parameter);
			case STREAM -> this.streams.of(method, parameter, key);
			default -> null;
		};
		return (value != null) ? value : shared(family, method, parameter);
	}

	private byte[] bytes(Family family, String name) {
		return switch (name) {
			case "pattern" -> Pool.bytes("*k" + this.random.nextInt(4) + "*");
			case "field" -> this.pool.element("f");
			case "serializedValue" -> dump();
			default -> this.pool.element(prefix(family));
		};
	}

	private byte[] dump() {
		byte[] dump = this.dump;
		if (dump == null) {
			dump = this.bench.single().keyCommands().dump(this.pool.filled(Kind.LIST));
			this.dump = dump;
		}
		return (dump != null) ? dump : new byte[0];
	}

	private static String prefix(Family family) {
		return switch (family) {
			case SET, ZSET -> "m";
			case GEO -> "g";
			default -> "";
		};
	}

	private long number(Method method, String name) {
		return switch (name) {
			case "seconds" -> (this.random.nextInt(12) == 0) ? -1 : 100 + this.random.nextInt(900);
			case "millis", "milliseconds" -> 100_000 + this.random.nextInt(900_000);
			case "ttlInMillis" -> this.random.nextBoolean() ? 0 : 100_000 + this.random.nextInt(900_000);
			case "unixTime" -> Instant.now().getEpochSecond() + 100 + this.random.nextInt(900);
			case "unixTimeInMillis" -> Instant.now().toEpochMilli() + 100_000 + this.random.nextInt(900_000);
			case "timeout" -> 1;
			case "start" -> this.random.nextInt(3);
			case "end" -> (this.random.nextInt(3) == 0) ? -1 : 2 + this.random.nextInt(6);
			case "index", "offset" -> this.random.nextInt(4);
			case "dbIndex" -> 0;
			case "rank" -> 1;
			case "count" -> count(method);
			default -> 1 + this.random.nextInt(50);
		};
	}

	private long count(Method method) {
		return switch (method.getName()) {
			case "lRem" -> this.random.nextInt(5) - 2;
			case "sRandMember", "zRandMember", "zRandMemberWithScore", "hRandField", "hRandFieldWithValues" ->
				this.random.nextBoolean() ? 3 : -3;
			default -> 1 + this.random.nextInt(5);
		};
	}

	private double decimal(String name) {
		return switch (name) {
			case "timeout" -> 0.1;
			case "min" -> this.random.nextInt(4);
			case "max" -> 4 + this.random.nextInt(6);
			case "radius" -> 50_000;
			default -> this.random.nextInt(40) / 4.0;
		};
	}

	private @Nullable Object shared(Family family, Method method, Parameter parameter) {
		Class<?> type = parameter.getType();
		return switch (type.getSimpleName()) {
			case "Duration" -> Duration.ofSeconds(100 + this.random.nextInt(900));
			case "Instant" -> Instant.now().plusSeconds(100 + this.random.nextInt(900));
			case "Expiration" -> expiration(method);
			case "Condition" -> condition();
			case "ExpirationOptions" ->
				this.random.nextBoolean() ? ExpirationOptions.none() : ExpirationOptions.builder().xx().build();
			case "KeyScanOptions", "ScanOptions" -> scan(type);
			case "SortParameters" -> sort();
			case "CompareCondition" -> this.random.nextBoolean() ? CompareCondition.ifEquals(this.pool.element(""))
					: CompareCondition.ifNotEquals(this.pool.element(""));
			case "SetCondition" -> List.of(SetCondition.upsert(), SetCondition.ifAbsent(), SetCondition.ifPresent())
				.get(this.random.nextInt(3));
			case "BitFieldSubCommands" -> bitField();
			case "BitOperation" -> BIT_OPERATIONS[this.random.nextInt(BIT_OPERATIONS.length)];
			case "Range" -> range(family, method);
			case "Limit" -> this.random.nextBoolean() ? Limit.unlimited()
					: Limit.limit().offset(this.random.nextInt(2)).count(1 + this.random.nextInt(5));
			case "Map" -> this.pool.numbers("f", this.arity);
			case "Set" -> this.pool.tuples(this.arity);
			case "ZAddArgs" ->
				List.of(ZAddArgs.empty(), ZAddArgs.ifExists().ch(), ZAddArgs.ifNotExists(), ZAddArgs.empty().gt().ch())
					.get(this.random.nextInt(4));
			case "Weights" -> Weights.of(IntStream.range(0, this.arity).map((i) -> i + 1).toArray());
			case "int[]" -> IntStream.range(0, this.arity).map((i) -> i + 1).toArray();
			default -> throw new IllegalStateException("no value for " + parameter + " of " + method);
		};
	}

	private Expiration expiration(Method method) {
		int seconds = 100 + this.random.nextInt(900);
		return switch (this.random.nextInt(4)) {
			case 0 -> Expiration.milliseconds(seconds * 1000L);
			case 1 -> Expiration.unixTimestamp(Instant.now().getEpochSecond() + seconds, TimeUnit.SECONDS);
			case 2 -> method.getName().endsWith("Ex") || method.getName().startsWith("apply") ? Expiration.persistent()
					: Expiration.keepTtl();
			default -> Expiration.seconds(seconds);
		};
	}

	private ExpirationOptions.Condition condition() {
		return List
			.of(ExpirationOptions.Condition.ALWAYS, ExpirationOptions.Condition.ALWAYS, ExpirationOptions.Condition.NX,
					ExpirationOptions.Condition.XX)
			.get(this.random.nextInt(4));
	}

	private ScanOptions scan(Class<?> type) {
		return (type == KeyScanOptions.class)
				? KeyScanOptions.scanOptions(org.springframework.data.redis.connection.DataType.STRING)
					.count(50)
					.build()
				: ScanOptions.scanOptions().count(10 + this.random.nextInt(90)).match("*").build();
	}

	/** No patterns for other keys: servers in cluster mode refuse them. */
	private SortParameters sort() {
		DefaultSortParameters sort = new DefaultSortParameters();
		if (this.random.nextInt(4) > 0) {
			sort.alpha();
		}
		if (this.random.nextBoolean()) {
			sort.limit(0, 1 + this.random.nextInt(5));
		}
		return this.random.nextBoolean() ? sort.desc() : sort.asc();
	}

	private BitFieldSubCommands bitField() {
		BitFieldType field = BIT_FIELDS[this.random.nextInt(BIT_FIELDS.length)];
		BitFieldSubCommands commands = BitFieldSubCommands.create().get(field).valueAt(this.random.nextInt(16));
		if (this.random.nextBoolean()) {
			commands = commands.set(field).valueAt(8).to(this.random.nextInt(10));
		}
		return commands.incr(field)
			.valueAt(BitFieldSubCommands.Offset.offset(1).multipliedByTypeLength())
			.overflow(BitFieldSubCommands.BitFieldIncrBy.Overflow.values()[this.random.nextInt(3)])
			.by(this.random.nextInt(10));
	}

	private Range<?> range(Family family, Method method) {
		if (family == Family.STRING) {
			return this.random.nextBoolean() ? Range.closed(0L, 3L) : Range.unbounded();
		}
		if (family == Family.STREAM) {
			return this.random.nextBoolean() ? Range.unbounded() : Range.closed("1-0", "999999-0");
		}
		if (this.random.nextInt(3) == 0) {
			return Range.unbounded();
		}
		if (method.getName().contains("Lex")) {
			return Range.of(bound(Pool.bytes("m" + this.random.nextInt(3))), bound(Pool.bytes("m7")));
		}
		return Range.of(bound((double) this.random.nextInt(4)), bound(4.0 + this.random.nextInt(6)));
	}

	private <T> Bound<T> bound(T value) {
		return this.random.nextBoolean() ? Bound.inclusive(value) : Bound.exclusive(value);
	}

}
