package io.rediscluster.spring.data;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.rediscluster.client.Command;
import io.rediscluster.client.NodeReplies;
import io.rediscluster.client.Nodes;
import io.rediscluster.client.Reply;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Looks at one command family from both sides: what a method sends, and what it makes of
 * an answer.
 *
 * @param <F> the family
 */
final class FamilyProbe<F> {

	private final Function<CommandInvoker, F> family;

	FamilyProbe(Function<CommandInvoker, F> family) {
		this.family = family;
	}

	/**
	 * Asserts that a call sends one command that has a result, and that it returns
	 * {@code null} while commands are queued.
	 */
	void sends(String wire, Function<F, ?> call) {
		RecordingInvoker invoker = new RecordingInvoker(null);
		assertThat(call.apply(this.family.apply(invoker))).as(wire).isNull();
		assertThat(invoker.withResult).containsExactly(wire);
		assertThat(invoker.withoutResult).isEmpty();
	}

	/**
	 * Asserts that a call sends one command that is never an element of a pipeline's
	 * results.
	 */
	void runs(String wire, Consumer<F> call) {
		RecordingInvoker invoker = new RecordingInvoker(null);
		call.accept(this.family.apply(invoker));
		assertThat(invoker.withoutResult).containsExactly(wire);
		assertThat(invoker.withResult).isEmpty();
	}

	/**
	 * Returns the family over a server that gives one answer to everything.
	 */
	F answering(@Nullable Object answer) {
		return this.family.apply(new RecordingInvoker(Reply.of(answer)));
	}

	/**
	 * Asserts that a call throws for its arguments and sends nothing.
	 */
	void refuses(String message, Consumer<F> call) {
		RecordingInvoker invoker = new RecordingInvoker(null);
		assertThatIllegalArgumentException().isThrownBy(() -> call.accept(this.family.apply(invoker)))
			.withMessageContaining(message);
		assertThat(invoker.withResult).isEmpty();
		assertThat(invoker.withoutResult).isEmpty();
	}

	/** A connection that can only be closed. */
	static RedisConnection connection(Runnable close) {
		return (RedisConnection) Proxy.newProxyInstance(RedisConnection.class.getClassLoader(),
				new Class<?>[] { RedisConnection.class }, (proxy, method, arguments) -> {
					assertThat(method.getName()).isEqualTo("close");
					close.run();
					return null;
				});
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	static @Nullable String text(byte @Nullable [] bytes) {
		return (bytes != null) ? new String(bytes, StandardCharsets.UTF_8) : null;
	}

	static List<@Nullable String> texts(Iterable<byte @Nullable []> values) {
		List<@Nullable String> texts = new ArrayList<>();
		values.forEach((value) -> texts.add(text(value)));
		return texts;
	}

	/** An array reply; strings stand for bulk strings. */
	static Object[] array(@Nullable Object... elements) {
		Object[] array = new Object[elements.length];
		for (int i = 0; i < elements.length; i++) {
			array[i] = (elements[i] instanceof String string) ? bytes(string)
					: (elements[i] instanceof Integer number) ? Long.valueOf(number) : elements[i];
		}
		return array;
	}

	static String wire(Command command) {
		String name = command.name();
		int space = name.indexOf(' ');
		StringBuilder wire = new StringBuilder((space < 0) ? name : name.substring(0, space));
		IntStream.range(0, command.argumentCount()).forEach((i) -> wire.append(' ').append(text(command.argument(i))));
		return wire.toString();
	}

	/**
	 * Notes commands. With an answer it is direct; without one it queues.
	 */
	private static final class RecordingInvoker implements CommandInvoker {

		private final List<String> withResult = new ArrayList<>();

		private final List<String> withoutResult = new ArrayList<>();

		private final @Nullable Reply answer;

		private RecordingInvoker(@Nullable Reply answer) {
			this.answer = answer;
		}

		@Override
		public <T> @Nullable T invoke(Command command, Function<Reply, ? extends @Nullable T> converter) {
			this.withResult.add(wire(command));
			return (this.answer != null) ? converter.apply(this.answer) : null;
		}

		@Override
		public <T> @Nullable T invokeBlocking(Command command, Function<Reply, ? extends @Nullable T> converter) {
			return invoke(command, converter);
		}

		@Override
		public void run(Command command) {
			this.withoutResult.add(wire(command));
		}

		@Override
		public <T> @Nullable T invokeOn(Nodes nodes, Command command,
				Function<NodeReplies, ? extends @Nullable T> converter) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void runOn(Nodes nodes, Command command, Consumer<NodeReplies> check) {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean isDirect() {
			return this.answer != null;
		}

	}

}
