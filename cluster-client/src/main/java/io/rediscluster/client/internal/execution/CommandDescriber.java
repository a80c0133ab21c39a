package io.rediscluster.client.internal.execution;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.rediscluster.client.CallDetails;
import io.rediscluster.client.Command;
import io.rediscluster.client.CommandRefusedException;
import io.rediscluster.client.Reply;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.command.CommandSpec;
import io.rediscluster.client.internal.command.CommandSpecReader;
import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * Asks a server once about a command that the table does not know ({@code COMMAND INFO}).
 * Never guesses: if the server does not say, the caller is told to name the keys. Thread
 * safe.
 */
final class CommandDescriber {

	/** Modules have hundreds of commands, not thousands; beyond, every call asks. */
	private static final int MAX_REMEMBERED = 2000;

	private final Map<String, CommandSpec> learnt = new ConcurrentHashMap<>();

	private final Function<Command, Reply> server;

	CommandDescriber(Function<Command, Reply> server) {
		this.server = server;
	}

	/**
	 * Returns the command bound to a description, asking if need be.
	 * @throws CommandRefusedException if nothing can be learnt of its keys
	 */
	BoundCommand describe(BoundCommand command) {
		if (command.spec().isKnown() || command.hasNamedKeys()) {
			return command;
		}
		CommandSpec known = this.learnt.get(command.name());
		return (known != null) ? command.with(known) : ask(command);
	}

	private BoundCommand ask(BoundCommand command) {
		Reply reply;
		try {
			reply = this.server.apply(Command.of("COMMAND INFO", command.name()));
		}
		catch (ServerErrorException ex) {
			throw refused(command, "the server does not describe it (" + ex.getMessage() + ")", ex);
		}
		// a command that the server does not know either gets its own error from any node
		CommandSpec spec = CommandSpecReader.read(command.name(), reply);
		if (!spec.isKnown()) {
			throw refused(command, "the server cannot say where its keys are", null);
		}
		if (this.learnt.size() < MAX_REMEMBERED) {
			this.learnt.put(command.name(), spec);
		}
		return command.with(spec);
	}

	private static CommandRefusedException refused(BoundCommand command, String why, @Nullable Throwable cause) {
		return new CommandRefusedException(
				"The client does not know " + command.name() + " and " + why + ": name its keys with keys(...)",
				new CallDetails(command.name(), Command.NO_SLOT, null, 0, Duration.ZERO, false, false), cause);
	}

}
