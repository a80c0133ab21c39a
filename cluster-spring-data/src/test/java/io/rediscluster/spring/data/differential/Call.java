package io.rediscluster.spring.data.differential;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.ClusterSlotHashUtil;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.Cursor;

/**
 * One call that can be made on any connection.
 *
 * @param family the interface
 * @param method its method
 * @param arguments the arguments
 * @param keys those of the arguments that are keys
 */
record Call(Family family, Method method, @Nullable Object[] arguments, List<byte[]> keys) {

	String name() {
		return this.method.getName();
	}

	/** Name and parameter types: what overloads differ in. */
	static String signature(Method method) {
		return method.getName() + Arrays.stream(method.getParameterTypes()).map(Class::getSimpleName).toList();
	}

	boolean isVoid() {
		return this.method.getReturnType() == void.class;
	}

	boolean isOverSeveralSlots() {
		return this.keys.stream().map(ClusterSlotHashUtil::calculateSlot).distinct().count() > 1;
	}

	/**
	 * Makes the call. A cursor is read to its end.
	 */
	@Nullable Object invoke(RedisConnection connection) {
		try {
			Object result = this.method.invoke(this.family.of(connection), this.arguments);
			return (result instanceof Cursor<?> cursor) ? rest(cursor) : result;
		}
		catch (InvocationTargetException ex) {
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw new IllegalStateException(ex.getCause());
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<Object> rest(Cursor<?> cursor) {
		List<Object> rest = new ArrayList<>();
		cursor.forEachRemaining(rest::add);
		return rest;
	}

	@Override
	public String toString() {
		return this.family + "." + signature(this.method) + text(this.arguments);
	}

	private static String text(@Nullable Object value) {
		if (value instanceof byte[] bytes) {
			return new String(bytes, StandardCharsets.ISO_8859_1);
		}
		if (value instanceof Object[] array) {
			return Arrays.stream(array).map(Call::text).toList().toString();
		}
		return String.valueOf(Canonical.of(value));
	}

}
