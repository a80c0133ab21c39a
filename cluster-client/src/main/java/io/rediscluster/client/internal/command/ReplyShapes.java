package io.rediscluster.client.internal.command;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.rediscluster.client.internal.resp.DoubleText;
import io.rediscluster.client.internal.resp.ErrorValue;
import io.rediscluster.client.internal.resp.MapValue;
import io.rediscluster.client.internal.resp.SetValue;
import org.jspecify.annotations.Nullable;

/**
 * Gives replies of RESP2 connections the shapes they have in RESP3, for the commands
 * where the two differ. The differences were measured on servers; an integration test
 * compares both protocols call by call. What does not have the expected form is left as
 * it is.
 */
final class ReplyShapes {

	private static final Shape MAP = (value) -> map(value, UnaryOperator.identity());

	private static final Shape MAP_OF_MAPS = (value) -> map(value, (each) -> map(each, UnaryOperator.identity()));

	private static final Shape MAPS = (value) -> each(value, (element) -> map(element, UnaryOperator.identity()));

	private static final Shape SET = (value) -> (value instanceof Object[] array) ? new SetValue(array) : value;

	private static final Shape DOUBLE = ReplyShapes::number;

	private static final Shape DOUBLES = (value) -> each(value, ReplyShapes::number);

	private static final Shape PAIRS = (value) -> pairs(value, UnaryOperator.identity());

	private static final Shape SCORED = (value) -> pairs(value, ReplyShapes::number);

	private static final Shape LAST_DOUBLE = ReplyShapes::lastNumber;

	/** {@code [key, [[member, score], …]]}. */
	private static final Shape POPPED = (value) -> {
		if (value instanceof Object[] array && array.length == 2) {
			return new Object[] { array[0], each(array[1], ReplyShapes::lastNumber) };
		}
		return value;
	};

	/** {@code [[longitude, latitude], null, …]}. */
	private static final Shape POSITIONS = (value) -> each(value, (element) -> each(element, ReplyShapes::number));

	private static final Map<String, Shape> ALWAYS = Map.ofEntries(Map.entry("HGETALL", MAP),
			Map.entry("CONFIG GET", MAP), Map.entry("SMEMBERS", SET), Map.entry("SINTER", SET),
			Map.entry("SUNION", SET), Map.entry("SDIFF", SET), Map.entry("ZSCORE", DOUBLE),
			Map.entry("ZINCRBY", DOUBLE), Map.entry("ZMSCORE", DOUBLES), Map.entry("BZPOPMIN", LAST_DOUBLE),
			Map.entry("BZPOPMAX", LAST_DOUBLE), Map.entry("ZMPOP", POPPED), Map.entry("BZMPOP", POPPED),
			Map.entry("GEOPOS", POSITIONS), Map.entry("XREAD", ReplyShapes::streams),
			Map.entry("XREADGROUP", ReplyShapes::streams), Map.entry("XINFO GROUPS", MAPS),
			Map.entry("XINFO CONSUMERS", MAPS), Map.entry("XINFO STREAM", ReplyShapes::streamInfo),
			Map.entry("CLIENT TRACKINGINFO", ReplyShapes::trackingInfo), Map.entry("COMMAND DOCS", MAP_OF_MAPS),
			Map.entry("ACL LOG", MAPS), Map.entry("MODULE LIST", MAPS), Map.entry("CLUSTER LINKS", MAPS),
			Map.entry("CLUSTER SHARDS", ReplyShapes::shards), Map.entry("LATENCY HISTOGRAM", ReplyShapes::histogram),
			Map.entry("FUNCTION LIST", ReplyShapes::functions));

	private ReplyShapes() {
	}

	/**
	 * Brings a reply to the shape of RESP3.
	 * @param command the command that was sent
	 * @param value its reply as read in RESP2
	 * @return the value in the shape of RESP3
	 */
	static @Nullable Object normalise(BoundCommand command, @Nullable Object value) {
		if (value == null || value instanceof ErrorValue) {
			return value;
		}
		Shape shape = ALWAYS.get(command.name());
		if (shape == null) {
			shape = conditional(command);
		}
		return (shape != null) ? shape.apply(value) : value;
	}

	private static @Nullable Shape conditional(BoundCommand command) {
		Object[] arguments = command.arguments();
		return switch (command.name()) {
			case "ZRANGE", "ZREVRANGE", "ZRANGEBYSCORE", "ZREVRANGEBYSCORE", "ZUNION", "ZINTER", "ZDIFF",
					"ZRANDMEMBER" ->
				CommandSpec.hasWord(arguments, "WITHSCORES") ? SCORED : null;
			case "ZPOPMIN", "ZPOPMAX" -> (arguments.length > 1) ? SCORED : LAST_DOUBLE;
			case "ZADD" -> CommandSpec.hasWord(arguments, "INCR") ? DOUBLE : null;
			case "ZRANK", "ZREVRANK" -> CommandSpec.hasWord(arguments, "WITHSCORE") ? LAST_DOUBLE : null;
			case "HRANDFIELD" -> CommandSpec.hasWord(arguments, "WITHVALUES") ? PAIRS : null;
			case "SPOP" -> (arguments.length > 1) ? SET : null;
			case "LCS" -> CommandSpec.hasWord(arguments, "IDX") ? MAP : null;
			case "GEORADIUS", "GEORADIUS_RO", "GEORADIUSBYMEMBER", "GEORADIUSBYMEMBER_RO", "GEOSEARCH" ->
				CommandSpec.hasWord(arguments, "WITHCOORD") ? ReplyShapes::located : null;
			default -> null;
		};
	}

	private static @Nullable Object number(@Nullable Object value) {
		if (!(value instanceof byte[] bytes)) {
			return value;
		}
		try {
			return DoubleText.parse(new String(bytes, StandardCharsets.ISO_8859_1));
		}
		catch (NumberFormatException ex) {
			return value;
		}
	}

	private static @Nullable Object lastNumber(@Nullable Object value) {
		if (value instanceof Object[] array && array.length > 0) {
			@Nullable Object[] copy = array.clone();
			copy[copy.length - 1] = number(copy[copy.length - 1]);
			return copy;
		}
		return value;
	}

	private static @Nullable Object each(@Nullable Object value, UnaryOperator<@Nullable Object> operator) {
		if (!(value instanceof Object[] array)) {
			return value;
		}
		@Nullable Object[] copy = new Object[array.length];
		for (int i = 0; i < array.length; i++) {
			copy[i] = operator.apply(array[i]);
		}
		return copy;
	}

	private static @Nullable Object map(@Nullable Object value, UnaryOperator<@Nullable Object> operator) {
		if (!(value instanceof Object[] array) || array.length % 2 != 0) {
			return value;
		}
		@Nullable Object[] flat = array.clone();
		for (int i = 1; i < flat.length; i += 2) {
			flat[i] = operator.apply(flat[i]);
		}
		return new MapValue(flat);
	}

	private static @Nullable Object pairs(@Nullable Object value, UnaryOperator<@Nullable Object> operator) {
		if (!(value instanceof Object[] flat) || flat.length % 2 != 0
				|| (flat.length > 0 && flat[0] instanceof Object[])) {
			return value;
		}
		@Nullable Object[] pairs = new Object[flat.length / 2];
		for (int i = 0; i < pairs.length; i++) {
			pairs[i] = new Object[] { flat[2 * i], operator.apply(flat[2 * i + 1]) };
		}
		return pairs;
	}

	/**
	 * {@code [[stream, entries], …]} becomes a map.
	 */
	private static @Nullable Object streams(@Nullable Object value) {
		if (!(value instanceof Object[] array)) {
			return value;
		}
		@Nullable Object[] flat = new Object[array.length * 2];
		for (int i = 0; i < array.length; i++) {
			if (!(array[i] instanceof Object[] pair) || pair.length != 2) {
				return value;
			}
			flat[2 * i] = pair[0];
			flat[2 * i + 1] = pair[1];
		}
		return new MapValue(flat);
	}

	/**
	 * The groups and consumers of {@code XINFO STREAM FULL} are maps in a map.
	 */
	private static @Nullable Object streamInfo(@Nullable Object value) {
		return named(value, "groups", (groups) -> each(groups, (group) -> named(group, "consumers",
				(consumers) -> each(consumers, (consumer) -> map(consumer, UnaryOperator.identity())))));
	}

	private static @Nullable Object shards(@Nullable Object value) {
		return each(value, (shard) -> named(shard, "nodes",
				(nodes) -> each(nodes, (node) -> map(node, UnaryOperator.identity()))));
	}

	private static @Nullable Object functions(@Nullable Object value) {
		return each(value, (library) -> named(library, "functions",
				(functions) -> each(functions, (function) -> named(function, "flags", SET::apply))));
	}

	private static @Nullable Object histogram(@Nullable Object value) {
		return map(value,
				(command) -> named(command, "histogram_usec", (buckets) -> map(buckets, UnaryOperator.identity())));
	}

	private static @Nullable Object trackingInfo(@Nullable Object value) {
		return named(value, "flags", SET::apply);
	}

	/**
	 * Makes a map of a flat array, and converts the value under one name.
	 */
	private static @Nullable Object named(@Nullable Object value, String name,
			UnaryOperator<@Nullable Object> operator) {
		if (!(value instanceof Object[] array) || array.length % 2 != 0) {
			return value;
		}
		@Nullable Object[] flat = array.clone();
		for (int i = 0; i < flat.length; i += 2) {
			String key = (flat[i] instanceof byte[] bytes) ? new String(bytes, StandardCharsets.UTF_8)
					: String.valueOf(flat[i]);
			if (key.equals(name) && flat[i + 1] instanceof Object[]) {
				flat[i + 1] = operator.apply(flat[i + 1]);
			}
		}
		return new MapValue(flat);
	}

	/**
	 * {@code [[member, distance?, hash?, [longitude, latitude]], …]}.
	 */
	private static @Nullable Object located(@Nullable Object value) {
		return each(value, (element) -> each(element,
				(part) -> (part instanceof Object[]) ? each(part, ReplyShapes::number) : part));
	}

	/**
	 * Turns one shape into another.
	 */
	private interface Shape {

		@Nullable Object apply(@Nullable Object value);

	}

}
