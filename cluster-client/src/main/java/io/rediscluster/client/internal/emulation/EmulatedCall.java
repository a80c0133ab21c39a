package io.rediscluster.client.internal.emulation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

import io.rediscluster.client.CallDetails;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ClusterClientOptions.CrossSlotLimits;
import io.rediscluster.client.ClusterUnavailableException;
import io.rediscluster.client.Command;
import io.rediscluster.client.CommandOutcomeUnknownException;
import io.rediscluster.client.CommandRefusedException;
import io.rediscluster.client.CommandTimeoutException;
import io.rediscluster.client.NodeConnectionException;
import io.rediscluster.client.NotReplicatedException;
import io.rediscluster.client.Reply;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.topology.HashSlot;

/**
 * One call of an emulated command: its keys, what its steps are carried out with, and how
 * their failures are told. For one thread.
 */
public final class EmulatedCall {

	private final BoundCommand command;

	private final SlotCalls calls;

	private final CrossSlotLimits limits;

	private final int[] keys;

	private final long started = System.nanoTime();

	/** What the call has read and holds, in bytes. */
	private long held;

	/**
	 * Begins a call.
	 * @param command a command with keys of several slots
	 * @param calls what its steps are carried out with
	 * @param limits the limits of the client
	 */
	public EmulatedCall(BoundCommand command, SlotCalls calls, CrossSlotLimits limits) {
		this.command = command;
		this.calls = calls;
		this.limits = limits;
		this.keys = command.keyPositions();
	}

	BoundCommand command() {
		return this.command;
	}

	SlotCalls calls() {
		return this.calls;
	}

	/** Returns where the keys stand among the arguments. */
	int[] keyPositions() {
		return this.keys;
	}

	/** Returns a key by its number among the keys. */
	byte[] key(int number) {
		return this.command.argument(this.keys[number]);
	}

	/** Returns the text of an argument in upper case. */
	String word(int index) {
		return new String(this.command.argument(index), StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
	}

	/**
	 * Carries out a step that changes nothing.
	 */
	Reply read(String name, Object... arguments) {
		try {
			return this.calls.call(BoundCommand.of(name, arguments));
		}
		catch (ClusterClientException ex) {
			throw unchanged(ex);
		}
	}

	/**
	 * Writes what others depend on later: waits for replicas if the client is to.
	 * @throws NotReplicatedException if it was applied and too few replicas have it
	 */
	Reply write(String name, Object... arguments) {
		BoundCommand command = BoundCommand.of(name, arguments);
		if (this.limits.waitReplicas() > 0) {
			long millis = Math.max(1, this.calls.remaining() / 2_000_000);
			command = command.replicated(this.limits.waitReplicas(), Duration.ofMillis(millis));
		}
		return this.calls.call(command);
	}

	/**
	 * Takes note of what the call has read and keeps, together with what it has read
	 * before.
	 * @throws CommandRefusedException if it is more than the client allows
	 */
	byte[] hold(byte[] bytes) {
		this.held += bytes.length;
		checkSize(this.held);
		return bytes;
	}

	/**
	 * Lets a value pass that the client allows.
	 * @throws CommandRefusedException if it is larger
	 */
	byte[] bounded(byte[] bytes) {
		checkSize(bytes.length);
		return bytes;
	}

	private void checkSize(long bytes) {
		if (bytes > this.limits.maxBytes()) {
			throw new CommandRefusedException(this.command.name() + " over the " + slots() + " needs more than "
					+ this.limits.maxBytes() + " bytes at the client (cross-slot.max-bytes); nothing was changed",
					details(false), null);
		}
	}

	/**
	 * Makes the failure of a call that has changed nothing.
	 */
	ClusterClientException unchanged(ClusterClientException cause) {
		return failed("nothing was changed", cause);
	}

	/**
	 * Makes the failure of a call that has no effect, or none that lasts.
	 * @param state what is left, for the user
	 */
	ClusterClientException failed(String state, ClusterClientException cause) {
		if (cause instanceof ServerErrorException error) {
			return new ServerErrorException(error.getMessage(), details(false));
		}
		String message = describe(state, cause);
		CallDetails details = details(false);
		if (cause instanceof CommandTimeoutException) {
			return new CommandTimeoutException(message, details, cause);
		}
		if (cause instanceof NodeConnectionException) {
			return new NodeConnectionException(message, details, cause);
		}
		if (cause instanceof ClusterUnavailableException) {
			return new ClusterUnavailableException(message, details, cause);
		}
		return (cause instanceof CommandRefusedException) ? cause : new ClusterClientException(message, details, cause);
	}

	/**
	 * Makes the failure of a call that may have had an effect.
	 * @param state what may be left, for the user
	 */
	ClusterClientException unknown(String state, ClusterClientException cause) {
		return new CommandOutcomeUnknownException(describe(state, cause), details(true), cause);
	}

	/** Makes the failure of a call that could not be carried out. */
	ClusterClientException unavailable(String why) {
		return new ClusterUnavailableException(this.command.name() + " over the " + slots() + ": " + why,
				details(false), null);
	}

	/** Makes the error that the server itself would answer. */
	ServerErrorException error(String line) {
		return new ServerErrorException(line, details(false));
	}

	ServerErrorException wrongType() {
		return error("WRONGTYPE Operation against a key holding the wrong kind of value");
	}

	private String describe(String state, ClusterClientException cause) {
		String step = (cause.command() != null) ? " at " + cause.command() : "";
		String place = (cause.slot() >= 0) ? " in slot " + cause.slot() : "";
		return this.command.name() + " over the " + slots() + " failed" + step + place + "; " + state;
	}

	/** Names the slots of the keys, in their order. */
	String slots() {
		return Arrays.stream(this.keys)
			.map((position) -> HashSlot.of(this.command.argument(position)))
			.distinct()
			.limit(10)
			.mapToObj(String::valueOf)
			.collect(Collectors.joining(", ", "slots ", (this.keys.length > 10) ? ", …" : ""));
	}

	private CallDetails details(boolean sent) {
		return new CallDetails(this.command.name(), Command.SEVERAL_SLOTS, null, 1,
				Duration.ofNanos(System.nanoTime() - this.started), sent, this.command.isReadOnly());
	}

	/**
	 * Tells whether a write that failed was certainly not applied.
	 */
	static boolean isNotApplied(ClusterClientException failure) {
		return failure instanceof ServerErrorException || failure.mayRepeat();
	}

	/** Returns the first error among replies. */
	static Optional<String> firstError(List<Reply> replies) {
		return replies.stream().filter(Reply::isError).map((reply) -> String.valueOf(reply.errorMessage())).findFirst();
	}

	/** Makes bytes comparable. */
	static ByteBuffer comparable(byte[] bytes) {
		return ByteBuffer.wrap(bytes);
	}

}
