package io.rediscluster.spring.data.differential;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.StreamOffset;

/**
 * Makes up arguments for a method: keys by what the method works on, everything else by
 * the name and type of its parameter.
 */
final class CallSource {

	/** Their keys have to be there: they would wait for them. */
	private static final Set<String> WAITING = Set.of("bLPop", "bRPop", "bLMove", "bRPopLPush", "bZPopMin", "bZPopMax");

	/** Their choice is random. */
	private static final Set<String> CHOOSING = Set.of("sPop", "sRandMember", "zRandMember", "zRandMemberWithScore",
			"hRandField", "hRandFieldWithValues");

	private static final Set<String> NUMERIC = Set.of("incr", "incrBy", "decr", "decrBy");

	/** Refused over several slots, so mostly called with one key there. */
	private static final Set<String> OF_ONE_SLOT = Set.of("bLPop", "bRPop", "xReadGroup");

	private static final Set<String> TARGETS = Set.of("destKey", "destinationKey", "dstKey", "newKey", "targetKey",
			"storeKey", "destination");

	private static final String[] SCRIPTS = { "return redis.call('get', KEYS[1])",
			"redis.call('append', KEYS[1], ARGV[1]) return redis.call('strlen', KEYS[1])",
			"return {redis.call('exists', KEYS[1]), ARGV[1]}", "return {1, 'two', {3}}", "return ARGV[1]",
			"return redis.status_reply('FINE')", "return redis.error_reply('WRONG that way')", "return false" };

	private static final ReturnType[] SCRIPT_TYPES = { ReturnType.VALUE, ReturnType.INTEGER, ReturnType.MULTI,
			ReturnType.MULTI, ReturnType.VALUE, ReturnType.STATUS, ReturnType.VALUE, ReturnType.BOOLEAN };

	private final Random random;

	private final Pool pool;

	private final Values values;

	private final Bench bench;

	private final boolean oneSlot;

	private List<byte[]> keys = new ArrayList<>();

	CallSource(Random random, Bench bench, boolean oneSlot) {
		this.random = random;
		this.bench = bench;
		this.oneSlot = oneSlot;
		this.pool = new Pool(random, bench, oneSlot);
		this.values = new Values(random, this.pool, bench);
	}

	Call call(Family family, Method method) {
		this.keys = new ArrayList<>();
		this.values.next();
		Object[] arguments = (family == Family.SCRIPTING) ? script(method) : null;
		if (arguments == null) {
			Parameter[] parameters = method.getParameters();
			arguments = new Object[parameters.length];
			for (int i = 0; i < arguments.length; i++) {
				arguments[i] = argument(family, method, parameters[i]);
			}
		}
		return new Call(family, method, arguments, List.copyOf(this.keys));
	}

	private @Nullable Object argument(Family family, Method method, Parameter parameter) {
		String name = parameter.getName();
		Class<?> type = parameter.getType();
		if (type == byte[].class) {
			if (TARGETS.contains(name)) {
				return noted(target(family, method));
			}
			if (name.equals("key") || name.equals("sourceKey") || name.equals("srcKey") || name.equals("oldKey")) {
				return noted(key(family, method));
			}
		}
		if (type == byte[][].class && (name.equals("keys") || name.equals("sets") || name.equals("sourceKeys"))) {
			return keys(family, method);
		}
		if (type == Map.class && name.equals("tuple")) {
			Map<byte[], byte[]> pairs = this.pool.numbers("", this.values.arity());
			List<byte[]> texts = List.copyOf(pairs.values());
			Map<byte[], byte[]> tuple = new LinkedHashMap<>();
			texts.forEach((text) -> tuple.put(noted(this.pool.any()), text));
			return tuple;
		}
		if (type == StreamOffset[].class) {
			return streams(method);
		}
		byte[] key = this.keys.isEmpty() ? null : this.keys.get(0);
		Object value = this.values.of(family, method, parameter, key);
		if (name.equals("record") && value instanceof MapRecord<?, ?, ?> entry && key == null) {
			noted((byte[]) entry.getStream());
		}
		return value;
	}

	private byte[] noted(byte[] key) {
		this.keys.add(key);
		return key;
	}

	private byte[] key(Family family, Method method) {
		Kind kind = kind(family, method);
		if (CHOOSING.contains(method.getName())) {
			return this.pool.ofOneElement(kind);
		}
		return WAITING.contains(method.getName()) ? this.pool.filled(kind) : this.pool.key(kind);
	}

	private Kind kind(Family family, Method method) {
		if (NUMERIC.contains(method.getName())) {
			return Kind.NUMBER;
		}
		if (family == Family.KEY) {
			return switch (method.getName()) {
				case "sort" -> (this.random.nextInt(3) == 0) ? Kind.SET : Kind.LIST;
				case "dump", "digest", "delex" -> Kind.STRING;
				default -> Kind.values()[this.random.nextInt(Kind.values().length)];
			};
		}
		return (method.getName().equals("mGet") && this.random.nextBoolean()) ? Kind.NUMBER : family.kind();
	}

	private byte[] target(Family family, Method method) {
		if (family == Family.KEY || WAITING.contains(method.getName())) {
			Kind kind = (family == Family.KEY) ? kind(family, method) : family.kind();
			return WAITING.contains(method.getName()) ? this.pool.filled(kind) : this.pool.key(kind);
		}
		return this.pool.key((family == Family.GEO) ? Kind.ZSET : family.kind());
	}

	private byte[][] keys(Family family, Method method) {
		byte[][] keys = new byte[(!this.oneSlot && isOfOneSlot(method)) ? 1 : this.values.arity()][];
		for (int i = 0; i < keys.length; i++) {
			keys[i] = noted(WAITING.contains(method.getName()) ? this.pool.filled(family.kind()) : key(family, method));
		}
		return keys;
	}

	private boolean isOfOneSlot(Method method) {
		return OF_ONE_SLOT.contains(method.getName()) && this.random.nextInt(8) > 0;
	}

	private StreamOffset<?>[] streams(Method method) {
		int count = (!this.oneSlot && isOfOneSlot(method)) ? 1 : this.values.arity();
		StreamOffset<?>[] streams = new StreamOffset<?>[count];
		for (int i = 0; i < count; i++) {
			boolean group = method.getName().equals("xReadGroup") && this.random.nextBoolean();
			streams[i] = StreamOffset.create(noted(this.pool.key(Kind.STREAM)),
					group ? ReadOffset.lastConsumed() : ReadOffset.from("0-0"));
		}
		return streams;
	}

	private @Nullable Object @Nullable [] script(Method method) {
		int choice = this.random.nextInt(SCRIPTS.length);
		byte[] script = Pool.bytes(SCRIPTS[choice]);
		return switch (method.getName()) {
			case "scriptLoad" -> new Object[] { script };
			case "scriptExists" -> new Object[] { new String[] { load(script), "0".repeat(40) } };
			case "eval" -> new Object[] { script, SCRIPT_TYPES[choice], 1, keysAndArguments() };
			case "evalSha" -> {
				String digest = load(script);
				Object sha = (method.getParameterTypes()[0] == String.class) ? digest : Pool.bytes(digest);
				yield new Object[] { sha, SCRIPT_TYPES[choice], 1, keysAndArguments() };
			}
			default -> null;
		};
	}

	private byte[][] keysAndArguments() {
		return new byte[][] { noted(this.pool.key(Kind.STRING)), this.pool.element("") };
	}

	private String load(byte[] script) {
		this.bench.prepare(new Call(Family.SCRIPTING, Family.SCRIPTING.method("scriptLoad", byte[].class),
				new Object[] { script }, List.of()));
		return String.valueOf(this.bench.single().scriptingCommands().scriptLoad(script));
	}

}
