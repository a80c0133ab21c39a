package io.rediscluster.client.internal.command;

import io.rediscluster.client.Command;

/** Placeholder until the command table lands. */
public abstract class BoundCommand implements Command {

	public static Command of(String name, Object... arguments) {
		throw new IllegalStateException("no command table");
	}

}
