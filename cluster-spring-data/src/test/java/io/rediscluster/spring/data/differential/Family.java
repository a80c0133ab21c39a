package io.rediscluster.spring.data.differential;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisGeoCommands;
import org.springframework.data.redis.connection.RedisHashCommands;
import org.springframework.data.redis.connection.RedisHyperLogLogCommands;
import org.springframework.data.redis.connection.RedisKeyCommands;
import org.springframework.data.redis.connection.RedisListCommands;
import org.springframework.data.redis.connection.RedisScriptingCommands;
import org.springframework.data.redis.connection.RedisServerCommands;
import org.springframework.data.redis.connection.RedisSetCommands;
import org.springframework.data.redis.connection.RedisStreamCommands;
import org.springframework.data.redis.connection.RedisStringCommands;
import org.springframework.data.redis.connection.RedisZSetCommands;

/**
 * The command interfaces of Spring Data Redis, with what their keys hold.
 */
enum Family {

	KEY(RedisKeyCommands.class, RedisConnection::keyCommands, Kind.STRING),

	STRING(RedisStringCommands.class, RedisConnection::stringCommands, Kind.STRING),

	LIST(RedisListCommands.class, RedisConnection::listCommands, Kind.LIST),

	SET(RedisSetCommands.class, RedisConnection::setCommands, Kind.SET),

	ZSET(RedisZSetCommands.class, RedisConnection::zSetCommands, Kind.ZSET),

	HASH(RedisHashCommands.class, RedisConnection::hashCommands, Kind.HASH),

	GEO(RedisGeoCommands.class, RedisConnection::geoCommands, Kind.GEO),

	HYPERLOGLOG(RedisHyperLogLogCommands.class, RedisConnection::hyperLogLogCommands, Kind.HYPERLOGLOG),

	STREAM(RedisStreamCommands.class, RedisConnection::streamCommands, Kind.STREAM),

	SCRIPTING(RedisScriptingCommands.class, RedisConnection::scriptingCommands, Kind.STRING),

	SERVER(RedisServerCommands.class, RedisConnection::serverCommands, Kind.STRING);

	private final Class<?> type;

	private final Function<RedisConnection, Object> commands;

	private final Kind kind;

	Family(Class<?> type, Function<RedisConnection, Object> commands, Kind kind) {
		this.type = type;
		this.commands = commands;
		this.kind = kind;
	}

	/** What a key of this family holds unless a method says otherwise. */
	Kind kind() {
		return this.kind;
	}

	Object of(RedisConnection connection) {
		return this.commands.apply(connection);
	}

	/** Every method that can be called, in an order that is the same in each JVM. */
	List<Method> methods() {
		return Arrays.stream(this.type.getMethods())
			.filter((method) -> !Modifier.isStatic(method.getModifiers()) && !method.isBridge())
			.sorted(Comparator.comparing(Method::toGenericString))
			.toList();
	}

	Method method(String name, Class<?>... parameters) {
		try {
			return this.type.getMethod(name, parameters);
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalArgumentException(this + " has no " + name, ex);
		}
	}

}
