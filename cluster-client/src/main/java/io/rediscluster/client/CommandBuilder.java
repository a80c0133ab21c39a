package io.rediscluster.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Collects arguments in a list. Not thread safe.
 */
final class CommandBuilder implements Command.Builder {

	private final String name;

	private final List<@Nullable Object> arguments = new ArrayList<>();

	CommandBuilder(String name) {
		this.name = name;
	}

	@Override
	public Command.Builder arg(@Nullable Object argument) {
		this.arguments.add(argument);
		return this;
	}

	@Override
	public Command.Builder args(@Nullable Object... arguments) {
		for (Object argument : arguments) {
			arg(argument);
		}
		return this;
	}

	@Override
	public Command.Builder args(Collection<?> arguments) {
		arguments.forEach(this::arg);
		return this;
	}

	@Override
	public Command build() {
		return Command.of(this.name, this.arguments.toArray());
	}

}
