package io.rediscluster.client.internal.emulation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.NotReplicatedException;
import io.rediscluster.client.Reply;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.emulation.SlotCalls.WatchedKeys;
import org.jspecify.annotations.Nullable;

/**
 * RENAME and RENAMENX: the source is watched and copied to the destination, and then
 * removed if it is still what was copied. If it is not, or cannot be, the destination
 * gets back what it had, provided that it is what was written.
 */
final class Rename implements Emulation {

	private static final int SOURCE = 0;

	private static final int DESTINATION = 1;

	/** A source that changes within a few round trips so often is not renamed. */
	private static final int ATTEMPTS = 20;

	private final boolean replace;

	/**
	 * Makes the emulation.
	 * @param replace whether the destination may exist
	 */
	Rename(boolean replace) {
		this.replace = replace;
	}

	@Override
	public Object run(EmulatedCall call) {
		State state = new State();
		for (int i = 0; i < ATTEMPTS; i++) {
			Result result;
			try {
				result = attempt(call, state);
			}
			catch (ClusterClientException ex) {
				if (state.risk != null && !EmulatedCall.isNotApplied(ex)) {
					throw call.unknown(state.risk, ex);
				}
				undo(call, state, ex);
				throw call.unchanged(ex);
			}
			switch (result) {
				case RENAMED -> {
					return this.replace ? "OK" : (Object) 1L;
				}
				case EXISTS -> {
					return 0L;
				}
				case CHANGED -> {
					if (!this.replace) {
						// the destination must be free again before it is written anew
						undo(call, state, call.unavailable("the source changed while it was copied"));
					}
				}
			}
		}
		ClusterClientException failure = call
			.unavailable("the source changed " + ATTEMPTS + " times while it was copied; nothing was changed");
		undo(call, state, failure);
		throw failure;
	}

	private Result attempt(EmulatedCall call, State state) {
		try (WatchedKeys source = call.calls().watch(BoundCommand.of("WATCH", call.key(SOURCE)))) {
			KeyValue value = KeyValue.read(call, source, call.key(SOURCE));
			if (value == KeyValue.UNCERTAIN) {
				return Result.CHANGED;
			}
			if (value == null) {
				throw call.error("ERR no such key");
			}
			if (this.replace && state.written == null) {
				state.before = KeyValue.read(call, call.key(DESTINATION));
			}
			if (!write(call, state, value)) {
				return Result.EXISTS;
			}
			state.risk = "both keys may exist, the destination with the value of the source";
			Optional<List<Reply>> done = source.exec(List.of(BoundCommand.of("UNLINK", call.key(SOURCE))));
			state.risk = null;
			return done.isPresent() ? Result.RENAMED : Result.CHANGED;
		}
	}

	/**
	 * Writes the destination.
	 * @return {@code false} if it exists and must not be replaced
	 */
	private boolean write(EmulatedCall call, State state, KeyValue value) {
		state.risk = "the source is untouched; the destination may have its value";
		try {
			call.write("RESTORE", value.restore(call.key(DESTINATION), this.replace));
		}
		catch (ServerErrorException ex) {
			if (!this.replace && ex.code().equals("BUSYKEY")) {
				return false;
			}
			throw ex;
		}
		catch (NotReplicatedException ex) {
			// it was applied: this is what is to be undone
			state.risk = null;
			state.written = value;
			throw ex;
		}
		state.written = value;
		return true;
	}

	/**
	 * Gives the destination back what it had.
	 * @param cause why
	 * @throws ClusterClientException if that was not possible
	 */
	private static void undo(EmulatedCall call, State state, ClusterClientException cause) {
		KeyValue written = state.written;
		if (written == null) {
			return;
		}
		call.calls().allowCleanUp();
		byte[] key = call.key(DESTINATION);
		KeyValue before = state.before;
		BoundCommand restore = (before != null) ? BoundCommand.of("RESTORE", before.restore(key, true))
				: BoundCommand.of("UNLINK", key);
		try (WatchedKeys destination = call.calls().watch(BoundCommand.of("WATCH", key))) {
			KeyValue now = KeyValue.read(call, destination, key);
			if (now != null && now != KeyValue.UNCERTAIN && isSame(call, now, written)
					&& destination.exec(List.of(restore))
						.filter((replies) -> EmulatedCall.firstError(replies).isEmpty())
						.isPresent()) {
				state.written = null;
				return;
			}
		}
		catch (ClusterClientException ex) {
			cause.addSuppressed(ex);
		}
		throw call.unknown("the destination had the value of the source, and could not be given back what it had",
				cause);
	}

	/**
	 * Tells whether a key holds what was written. The same value may be dumped in another
	 * order by another process, so the node of the destination is made to dump it too.
	 */
	private static boolean isSame(EmulatedCall call, KeyValue now, KeyValue written) {
		if (Arrays.equals(now.payload(), written.payload())) {
			return true;
		}
		byte[] copy = TemporaryKeys.copy(call.key(DESTINATION));
		List<Reply> replies = call.calls()
			.unit(List.of(BoundCommand.of("RESTORE", copy, 0, written.payload(), "REPLACE"),
					BoundCommand.of("DUMP", copy), BoundCommand.of("UNLINK", copy)), true);
		return EmulatedCall.firstError(replies).isEmpty() && Arrays.equals(now.payload(), replies.get(1).asBytes());
	}

	private enum Result {

		/** It is done. */
		RENAMED,

		/** The destination exists and must not be replaced. */
		EXISTS,

		/** The source may have changed since it was read. */
		CHANGED

	}

	/**
	 * What has become of the destination.
	 */
	private static final class State {

		private @Nullable KeyValue before;

		/** What was written last, or {@code null} if nothing or if it was undone. */
		private @Nullable KeyValue written;

		/** What is left if the step under way ends without an answer. */
		private @Nullable String risk;

	}

}
