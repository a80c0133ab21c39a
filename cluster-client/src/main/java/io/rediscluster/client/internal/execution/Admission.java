package io.rediscluster.client.internal.execution;

import java.time.Duration;
import java.util.Locale;

import io.rediscluster.client.CallDetails;
import io.rediscluster.client.CommandRefusedException;
import io.rediscluster.client.CrossSlot;
import io.rediscluster.client.CrossSlotException;
import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.command.CommandSpec;
import io.rediscluster.client.internal.command.CommandSpec.Connection;
import io.rediscluster.client.internal.command.CommandSpec.Route;
import io.rediscluster.client.internal.emulation.Emulations;

/**
 * Refuses what cannot be carried out rightly, before anything is sent: each refusal says
 * why, and what to do instead. Immutable and thread safe.
 */
final class Admission {

	private final CrossSlot crossSlot;

	Admission(CrossSlot crossSlot) {
		this.crossSlot = crossSlot;
	}

	/**
	 * Checks a command whose nodes the client chooses.
	 * @throws CommandRefusedException if it is not to be sent like this
	 */
	void check(BoundCommand command) {
		CommandSpec spec = command.spec();
		Connection connection = command.connection();
		checkSendable(command, connection);
		if (connection == Connection.OWNED) {
			throw refused(command, "would change the state of a connection that all callers share");
		}
		if (command.replication() != null && command.slot() < 0) {
			throw refused(command, "goes to several nodes: replicated(...) is for a write of one slot");
		}
		if (spec.route() == Route.NODE) {
			throw refused(command, "needs a node: " + spec.reason() + " (client.on(...))");
		}
	}

	/**
	 * Checks a command whose nodes the caller chooses.
	 * @throws CommandRefusedException if it is not to be sent like this
	 */
	void checkForNodes(BoundCommand command) {
		Connection connection = command.connection();
		checkSendable(command, connection);
		if (connection == Connection.OWNED || connection == Connection.EXCLUSIVE) {
			throw refused(command, "needs a connection of its own and cannot be sent to chosen nodes");
		}
	}

	private static void checkSendable(BoundCommand command, Connection connection) {
		if (connection == Connection.REFUSED) {
			throw refused(command, "is not sent through this client: " + command.spec().reason());
		}
	}

	/**
	 * Checks a command with keys in several slots that is not emulated.
	 * @throws CrossSlotException if it cannot be split, or is not to be
	 */
	void checkSplit(BoundCommand command) {
		boolean splits = command.spec().route() == Route.SPLIT;
		if (!splits || this.crossSlot == CrossSlot.REJECT) {
			String mode = this.crossSlot.name().toLowerCase(Locale.ROOT).replace('_', '-');
			String why = (splits || Emulations.of(command) != null) ? ", and cross-slot is '" + mode + "'"
					: ", which a cluster cannot carry out as one";
			throw new CrossSlotException(command.name() + " has keys in several slots" + why
					+ "; give the keys a common hash tag, as in {user:1}:cart", details(command), null);
		}
	}

	static CommandRefusedException refused(BoundCommand command, String why) {
		return new CommandRefusedException(command.name() + " " + why, details(command), null);
	}

	/** Returns what is known about a call that never began. */
	static CallDetails details(BoundCommand command) {
		return new CallDetails(command.name(), command.slot(), null, 0, Duration.ZERO, false, command.isReadOnly());
	}

}
