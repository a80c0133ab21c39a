package io.rediscluster.spring.data;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.RedisBinary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisPipelineException;
import org.springframework.data.redis.core.Cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * One command family on a real cluster. The same tests run with direct and with pipelined
 * commands: {@link #commands} carries out each call on a connection of its own, either
 * directly or as the only command of a pipeline, whose only element it returns. It notes
 * which methods are called.
 *
 * @param <F> the family
 */
abstract class CommandFamilySuite<F> extends OnSharedCluster {

	enum Mode {

		DIRECT, PIPELINED

	}

	private static final Map<String, Set<Method>> CALLED = new ConcurrentHashMap<>();

	/** The commands under test. */
	final F commands;

	private final Mode mode;

	private final Class<F> type;

	private final Function<RedisClusterConnection, F> family;

	CommandFamilySuite(Mode mode, Class<F> type, Function<RedisClusterConnection, F> family) {
		this.mode = mode;
		this.type = type;
		this.family = family;
		this.commands = type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
				called().add(method);
				return call(method, arguments);
			}));
	}

	@Test
	@Order(Integer.MAX_VALUE)
	void everyCommandOfTheFamilyWasCalled() {
		Set<Method> called = called();
		List<String> missing = Arrays.stream(this.type.getMethods())
			.filter((method) -> Modifier.isAbstract(method.getModifiers()) && !called.contains(method))
			.map((method) -> method.getName() + Arrays.toString(method.getParameterTypes()))
			.toList();
		assertThat(missing).isEmpty();
	}

	private Set<Method> called() {
		return CALLED.computeIfAbsent(this.type.getName() + this.mode, (key) -> ConcurrentHashMap.newKeySet());
	}

	private @Nullable Object call(Method method, Object[] arguments) throws Throwable {
		RedisClusterConnection connection = factory.getConnection();
		if (this.mode == Mode.DIRECT) {
			return invoke(connection, method, arguments);
		}
		connection.openPipeline();
		if (Cursor.class.isAssignableFrom(method.getReturnType())) {
			assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
				.isThrownBy(() -> invoke(connection, method, arguments));
			assertThat(connection.closePipeline()).isEmpty();
			return invoke(connection, method, arguments);
		}
		assertThat(invoke(connection, method, arguments)).isNull();
		boolean result = method.getReturnType() != void.class;
		try {
			List<Object> results = connection.closePipeline();
			assertThat(results).hasSize(result ? 1 : 0);
			return result ? results.get(0) : null;
		}
		catch (RedisPipelineException ex) {
			assertThat(ex.getPipelineResult()).isEqualTo(result ? List.of(ex.getCause()) : List.of());
			throw ex.getCause();
		}
	}

	private @Nullable Object invoke(RedisClusterConnection connection, Method method, Object[] arguments)
			throws Throwable {
		try {
			return method.invoke(this.family.apply(connection), arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

	/**
	 * Tells whether the servers know a command; if they do not, asserts that the call
	 * reaches them and brings their own error back.
	 */
	boolean knows(String command, Consumer<F> call) {
		Object info = EmbeddedCluster.shared().node(0).command("COMMAND", "INFO", command);
		if (info instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof List<?> known
				&& !known.isEmpty()) {
			return true;
		}
		assertThatExceptionOfType(RedisSystemException.class).isThrownBy(() -> call.accept(this.commands))
			.satisfies((ex) -> assertThat(ex.getMostSpecificCause()).hasMessageStartingWith("ERR unknown command"));
		return false;
	}

	/**
	 * Does something else on the cluster, directly.
	 */
	static RedisClusterConnection connection() {
		return factory.getConnection();
	}

	static RedisBinary server() {
		return RedisBinary.find();
	}

	static <T> List<T> rest(Cursor<T> cursor) {
		List<T> rest = new ArrayList<>();
		try (cursor) {
			cursor.forEachRemaining(rest::add);
		}
		return rest;
	}

	/** Keys of one slot. */
	static byte[] key(String name) {
		return FamilyProbe.bytes("{tag}:" + name);
	}

}
