package io.rediscluster.spring.data;

import java.util.ArrayList;
import java.util.List;

import io.rediscluster.client.Reply;
import io.rediscluster.client.ServerErrorException;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.ReturnType;

/**
 * Turns what a script returned into the type that its caller asked for. Lua's
 * {@code true} arrives as 1, its {@code false} and {@code nil} as null.
 */
final class ScriptResult {

	private ScriptResult() {
	}

	static @Nullable Object of(Reply reply, ReturnType type) {
		return switch (type) {
			case BOOLEAN -> truth(reply.toObject());
			case INTEGER -> reply.isNull() ? null : reply.asLong();
			case STATUS -> reply.asString();
			case VALUE -> reply.asBytes();
			case MULTI -> reply.isNull() ? null : list(PlainResult.of(reply));
		};
	}

	/**
	 * Any value that is not null, {@code false} or a number other than 1 counts as true.
	 */
	private static boolean truth(@Nullable Object value) {
		if (value instanceof Boolean bool) {
			return bool;
		}
		return (value instanceof Long number) ? number == 1 : value != null;
	}

	/**
	 * A single value becomes a list of one. An error within the list is thrown, because
	 * the script's author did not mean it as a value.
	 */
	private static List<@Nullable Object> list(@Nullable Object value) {
		List<@Nullable Object> list = new ArrayList<>();
		if (value instanceof List<?> elements) {
			list.addAll(elements);
		}
		else {
			list.add(value);
		}
		failOnError(list);
		return list;
	}

	private static void failOnError(List<?> elements) {
		for (Object element : elements) {
			if (element instanceof ServerErrorException error) {
				throw error;
			}
			if (element instanceof List<?> nested) {
				failOnError(nested);
			}
		}
	}

}
