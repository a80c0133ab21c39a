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
	 * @throws CommandRefusedException if nothing can be learnt of its keys, and the
	 * caller does not name them
	 */
	BoundCommand describe(BoundCommand command) {
		BoundCommand described = describeForNodes(command);
		if (!described.spec().isKnown() && !command.hasNamedKeys()) {
			throw refused(command);
		}
		return described;
	}

	/**
	 * Returns the command bound to what can be learnt, asking if need be: for a node that
	 * the caller names its keys do not matter, but whether it waits at the server does.
	 */
	BoundCommand describeForNodes(BoundCommand command) {
		if (command.spec().isKnown()) {
			return command;
		}
		CommandSpec known = this.learnt.get(command.name());
		return command.with((known != null) ? known : ask(command));
	}

	/**
	 * Returns the command bound to what was learnt earlier, if anything was.
	 */
	BoundCommand described(BoundCommand command) {
		CommandSpec known = command.spec().isKnown() ? null : this.learnt.get(command.name());
		return (known != null) ? command.with(known) : command;
	}

	private CommandSpec ask(BoundCommand command) {
		Reply reply;
		try {
			reply = this.server.apply(Command.of("COMMAND INFO", command.name()));
		}
		catch (ServerErrorException ex) {
			// the right to ask may be missing
			return command.spec();
		}
		CommandSpec spec = CommandSpecReader.read(command.name(), reply);
		// a module may be loaded later, or be loaded on other nodes already
		if (CommandSpecReader.isDescribed(reply) && this.learnt.size() < MAX_REMEMBERED) {
			this.learnt.put(command.name(), spec);
		}
		return spec;
	}

	private static CommandRefusedException refused(BoundCommand command) {
		return new CommandRefusedException(
				"The client does not know " + command.name()
						+ " and the server cannot say where its keys are: name its keys with keys(...)",
				new CallDetails(command.name(), Command.NO_SLOT, null, 0, Duration.ZERO, false, false), null);
	}

}
