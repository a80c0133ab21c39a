package io.rediscluster.client.internal.emulation;

import java.nio.charset.StandardCharsets;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Reply;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.internal.command.BoundCommand;
import org.jspecify.annotations.Nullable;

/**
 * Moves one element: into a stage key beside the source, which one caller alone can do,
 * then to the destination, then the stage is removed. So callers that compete neither
 * lose an element nor have it twice; what is interrupted between leaves it parked.
 */
abstract class StagedMove implements Emulation {

	private static final int SOURCE = 0;

	private static final int DESTINATION = 1;

	@Override
	public final @Nullable Object run(EmulatedCall call) {
		if (!isOfType(call, DESTINATION)) {
			if (call.read("EXISTS", call.key(SOURCE)).asLong() > 0) {
				throw call.wrongType();
			}
			if (!waits()) {
				return nothing();
			}
		}
		byte[] stage = TemporaryKeys.stage(call.key(SOURCE), kind(call));
		Object element = taken(call, stage);
		if (element == null) {
			return nothing();
		}
		put(call, stage, element);
		call.calls().allowCleanUp();
		try {
			call.calls().repeat(BoundCommand.of("UNLINK", stage));
		}
		catch (ClusterClientException ex) {
			throw call.unknown("the element was moved; a copy may still be parked in " + name(stage), ex);
		}
		return reply(element);
	}

	private boolean isOfType(EmulatedCall call, int key) {
		String type = String.valueOf(call.read("TYPE", call.key(key)).asString());
		return type.equals("none") || type.equals(type());
	}

	private @Nullable Object taken(EmulatedCall call, byte[] stage) {
		try {
			return value(call, call.calls().call(take(call, stage)));
		}
		catch (ClusterClientException ex) {
			if (EmulatedCall.isNotApplied(ex)) {
				throw call.unchanged(ex);
			}
			return parked(call, stage, ex);
		}
	}

	/**
	 * Looks whether a step whose reply was lost has parked an element: after the fence
	 * nothing that was lost comes later.
	 */
	private Object parked(EmulatedCall call, byte[] stage, ClusterClientException lost) {
		Object element;
		try {
			element = stored(call, stage);
		}
		catch (ClusterClientException ex) {
			throw call.unknown("the element is at its source or parked in " + name(stage), lost);
		}
		if (element == null) {
			throw call.unknown("no element was found parked in " + name(stage) + ": most likely it is at its source",
					lost);
		}
		return element;
	}

	private void put(EmulatedCall call, byte[] stage, Object element) {
		try {
			put(call, element);
		}
		catch (ServerErrorException ex) {
			giveBack(call, stage, ex);
			throw call.unchanged(ex);
		}
		catch (ClusterClientException ex) {
			if (!EmulatedCall.isNotApplied(ex)) {
				throw call.unknown(
						"it is unknown whether the element is at its destination; it is also parked in " + name(stage),
						ex);
			}
			giveBack(call, stage, ex);
			throw call.unchanged(ex);
		}
	}

	private void giveBack(EmulatedCall call, byte[] stage, ClusterClientException cause) {
		call.calls().allowCleanUp();
		try {
			call.calls().call(giveBack(call, stage));
		}
		catch (ClusterClientException ex) {
			cause.addSuppressed(ex);
			throw call.unknown("the element is parked in " + name(stage) + " and could not be put back", cause);
		}
	}

	/**
	 * Names a stage key for the user, who may have to look for it.
	 */
	private static String name(byte[] stage) {
		return "the stage key '" + new String(stage, StandardCharsets.UTF_8)
				+ "' (crossSlot().recover(...) puts parked elements back)";
	}

	/** Returns the type of both keys. */
	abstract String type();

	/** Tells whether the command waits for an element. */
	abstract boolean waits();

	/** Returns the value of the reply when there is nothing to move. */
	abstract @Nullable Object nothing();

	/** Returns the value of the reply when an element was moved. */
	abstract Object reply(Object element);

	abstract StageKind kind(EmulatedCall call);

	/** Makes the command that moves the element to the stage. */
	abstract BoundCommand take(EmulatedCall call, byte[] stage);

	/** Returns what was taken, or {@code null}. */
	abstract @Nullable Object value(EmulatedCall call, Reply reply);

	/** Looks for the element in the stage. */
	abstract @Nullable Object stored(EmulatedCall call, byte[] stage);

	/** Puts the element to its destination. */
	abstract void put(EmulatedCall call, Object element);

	/** Makes the command that puts the element back from the stage. */
	abstract BoundCommand giveBack(EmulatedCall call, byte[] stage);

	/**
	 * Between lists: LMOVE, BLMOVE, and RPOPLPUSH and BRPOPLPUSH, which are the same from
	 * the right end to the left one.
	 */
	static final class OfLists extends StagedMove {

		private final boolean waits;

		private final boolean named;

		/**
		 * Makes the move.
		 * @param waits whether it waits for an element
		 * @param named whether the ends are named among the arguments
		 */
		OfLists(boolean waits, boolean named) {
			this.waits = waits;
			this.named = named;
		}

		private boolean isLeft(EmulatedCall call, int index, boolean otherwise) {
			if (!this.named) {
				return otherwise;
			}
			return switch (call.word(index)) {
				case "LEFT" -> true;
				case "RIGHT" -> false;
				default -> throw call.error("ERR syntax error");
			};
		}

		private static String side(boolean left) {
			return left ? "LEFT" : "RIGHT";
		}

		private boolean fromLeft(EmulatedCall call) {
			return isLeft(call, 2, false);
		}

		private boolean toLeft(EmulatedCall call) {
			return isLeft(call, 3, true);
		}

		@Override
		String type() {
			return "list";
		}

		@Override
		boolean waits() {
			return this.waits;
		}

		@Override
		@Nullable Object nothing() {
			return null;
		}

		@Override
		Object reply(Object element) {
			return element;
		}

		@Override
		StageKind kind(EmulatedCall call) {
			// both ends are read before anything is sent
			toLeft(call);
			return fromLeft(call) ? StageKind.LEFT : StageKind.RIGHT;
		}

		@Override
		BoundCommand take(EmulatedCall call, byte[] stage) {
			String from = side(fromLeft(call));
			if (!this.waits) {
				return BoundCommand.of("LMOVE", call.key(SOURCE), stage, from, "LEFT");
			}
			byte[] timeout = call.command().argument(call.command().argumentCount() - 1);
			return BoundCommand.of("BLMOVE", call.key(SOURCE), stage, from, "LEFT", timeout);
		}

		@Override
		@Nullable Object value(EmulatedCall call, Reply reply) {
			return reply.asBytes();
		}

		@Override
		@Nullable Object stored(EmulatedCall call, byte[] stage) {
			return call.read("LINDEX", stage, 0).asBytes();
		}

		@Override
		void put(EmulatedCall call, Object element) {
			call.write(toLeft(call) ? "LPUSH" : "RPUSH", call.key(DESTINATION), element);
		}

		@Override
		BoundCommand giveBack(EmulatedCall call, byte[] stage) {
			return BoundCommand.of("LMOVE", stage, call.key(SOURCE), "LEFT", side(fromLeft(call)));
		}

	}

	/**
	 * Between sets: SMOVE.
	 */
	static final class OfSets extends StagedMove {

		private static byte[] member(EmulatedCall call) {
			return call.command().argument(2);
		}

		@Override
		String type() {
			return "set";
		}

		@Override
		boolean waits() {
			return false;
		}

		@Override
		Object nothing() {
			return 0L;
		}

		@Override
		Object reply(Object element) {
			return 1L;
		}

		@Override
		StageKind kind(EmulatedCall call) {
			return StageKind.MEMBER;
		}

		@Override
		BoundCommand take(EmulatedCall call, byte[] stage) {
			return BoundCommand.of("SMOVE", call.key(SOURCE), stage, member(call));
		}

		@Override
		@Nullable Object value(EmulatedCall call, Reply reply) {
			return (reply.asLong() != 0) ? member(call) : null;
		}

		@Override
		@Nullable Object stored(EmulatedCall call, byte[] stage) {
			return (call.read("EXISTS", stage).asLong() != 0) ? member(call) : null;
		}

		@Override
		void put(EmulatedCall call, Object element) {
			call.write("SADD", call.key(DESTINATION), element);
		}

		@Override
		BoundCommand giveBack(EmulatedCall call, byte[] stage) {
			return BoundCommand.of("SMOVE", stage, call.key(SOURCE), member(call));
		}

	}

}
