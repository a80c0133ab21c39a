package io.rediscluster.client.internal.emulation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Reply;
import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.topology.HashSlot;
import org.jspecify.annotations.Nullable;

/**
 * Brings copies of the sources to one slot and runs the command itself there, in one unit
 * with the removal of the copies: so the result, its errors and the change of the
 * destination are the server's own, and no copy outlives the unit. Sources that are in
 * that slot are used where they are.
 */
final class Ship implements Emulation {

	private final Form form;

	private final Place place;

	/**
	 * Makes the emulation.
	 * @param form how values travel
	 * @param place where the command runs
	 */
	Ship(Form form, Place place) {
		this.form = form;
		this.place = place;
	}

	@Override
	public @Nullable Object run(EmulatedCall call) {
		byte[] home = home(call);
		int slot = HashSlot.of(home);
		Object[] arguments = call.command().arguments().clone();
		Map<ByteBuffer, byte[]> copies = new HashMap<>();
		List<BoundCommand> unit = new ArrayList<>();
		for (int i = 0; i < call.keyPositions().length; i++) {
			byte[] key = call.key(i);
			if (HashSlot.of(key) != slot) {
				byte[] copy = copies.get(EmulatedCall.comparable(key));
				if (copy == null) {
					copy = TemporaryKeys.copy(home);
					copies.put(EmulatedCall.comparable(key), copy);
					byte[] value = call.read(this.form.reader, key).asBytes();
					if (value != null) {
						this.form.write(unit, copy, call.hold(value));
					}
				}
				arguments[call.keyPositions()[i]] = copy;
			}
		}
		int place = unit.size();
		unit.add(call.command().part(arguments, slot));
		if (place > 0) {
			unit.add(BoundCommand.of("UNLINK", copies.values().toArray()));
		}
		return result(call, unit, place);
	}

	private @Nullable Object result(EmulatedCall call, List<BoundCommand> unit, int place) {
		List<Reply> replies;
		try {
			replies = call.calls().unit(unit, this.place == Place.COMMON);
		}
		catch (ClusterClientException ex) {
			throw EmulatedCall.isNotApplied(ex) ? call.unchanged(ex)
					: call.unknown("the destination has its old or its new value", ex);
		}
		EmulatedCall.firstError(replies).ifPresent((line) -> {
			throw call.error(line);
		});
		return replies.get(place).value();
	}

	/**
	 * Returns a key of the slot where the command runs.
	 */
	private byte[] home(EmulatedCall call) {
		return switch (this.place) {
			case FIRST -> call.key(0);
			case LAST -> call.key(call.keyPositions().length - 1);
			case COMMON -> mostCommon(call);
		};
	}

	/** Returns the first key of the slot with the most keys: the fewest travel. */
	private static byte[] mostCommon(EmulatedCall call) {
		Map<Integer, Integer> counts = new HashMap<>();
		for (int i = 0; i < call.keyPositions().length; i++) {
			counts.merge(HashSlot.of(call.key(i)), 1, Integer::sum);
		}
		byte[] best = call.key(0);
		for (int i = 1; i < call.keyPositions().length; i++) {
			if (counts.getOrDefault(HashSlot.of(call.key(i)), 0) > counts.getOrDefault(HashSlot.of(best), 0)) {
				best = call.key(i);
			}
		}
		return best;
	}

	/**
	 * How values travel.
	 */
	enum Form {

		/**
		 * Of any type. A server of an older version may refuse what a newer one gives:
		 * the text that is there before makes the command fail then with WRONGTYPE,
		 * instead of taking the source for empty.
		 */
		DUMPED("DUMP") {

			@Override
			void write(List<BoundCommand> unit, byte[] key, byte[] value) {
				unit.add(BoundCommand.of("SET", key, ""));
				unit.add(BoundCommand.of("RESTORE", key, 0, value, "REPLACE"));
			}

		},

		/** Strings. */
		TEXT("GET") {

			@Override
			void write(List<BoundCommand> unit, byte[] key, byte[] value) {
				unit.add(BoundCommand.of("SET", key, value));
			}

		};

		private final String reader;

		Form(String reader) {
			this.reader = reader;
		}

		/** Adds what writes a copy to the unit. */
		abstract void write(List<BoundCommand> unit, byte[] key, byte[] value);

	}

	/**
	 * Where the command runs.
	 */
	enum Place {

		/** At the first key, its destination. */
		FIRST,

		/** At the last key, its destination. */
		LAST,

		/** Where most keys are: it has no destination. */
		COMMON

	}

}
