package io.rediscluster.client.internal.emulation;

import java.util.Map;
import java.util.Set;

import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.command.CommandSpec.Connection;
import io.rediscluster.client.internal.emulation.SetAlgebra.Operation;
import io.rediscluster.client.internal.emulation.Ship.Form;
import io.rediscluster.client.internal.emulation.Ship.Place;
import org.jspecify.annotations.Nullable;

/**
 * The commands that are emulated over several slots, and how.
 */
public final class Emulations {

	private static final Emulation STORE = new Ship(Form.DUMPED, Place.FIRST);

	private static final Emulation SORT = new Ship(Form.DUMPED, Place.LAST);

	private static final Emulation READ = new Ship(Form.DUMPED, Place.COMMON);

	private static final Emulation TEXT_STORE = new Ship(Form.TEXT, Place.FIRST);

	private static final Map<String, Emulation> TABLE = Map.ofEntries(
			// keys
			Map.entry("RENAME", new Rename(true)), Map.entry("RENAMENX", new Rename(false)),
			Map.entry("COPY", new Copy()), Map.entry("SORT", SORT),
			// strings
			Map.entry("MSETNX", new SetIfNoneExists()), Map.entry("BITOP", TEXT_STORE),
			Map.entry("PFMERGE", TEXT_STORE), Map.entry("PFCOUNT", new Ship(Form.TEXT, Place.COMMON)),
			// lists
			Map.entry("LMOVE", new StagedMove.OfLists(false, true)),
			Map.entry("BLMOVE", new StagedMove.OfLists(true, true)),
			Map.entry("RPOPLPUSH", new StagedMove.OfLists(false, false)),
			Map.entry("BRPOPLPUSH", new StagedMove.OfLists(true, false)),
			// sets
			Map.entry("SMOVE", new StagedMove.OfSets()), Map.entry("SUNION", new SetAlgebra(Operation.UNION, false)),
			Map.entry("SINTER", new SetAlgebra(Operation.INTERSECTION, false)),
			Map.entry("SDIFF", new SetAlgebra(Operation.DIFFERENCE, false)),
			Map.entry("SINTERCARD", new SetAlgebra(Operation.INTERSECTION, true)), Map.entry("SUNIONSTORE", STORE),
			Map.entry("SINTERSTORE", STORE), Map.entry("SDIFFSTORE", STORE),
			// sorted sets
			Map.entry("ZUNIONSTORE", STORE), Map.entry("ZINTERSTORE", STORE), Map.entry("ZDIFFSTORE", STORE),
			Map.entry("ZRANGESTORE", STORE), Map.entry("GEOSEARCHSTORE", STORE), Map.entry("GEORADIUS", SORT),
			Map.entry("GEORADIUSBYMEMBER", SORT), Map.entry("ZUNION", READ), Map.entry("ZINTER", READ),
			Map.entry("ZDIFF", READ), Map.entry("ZINTERCARD", READ),
			// streams
			Map.entry("XREAD", new StreamRead()));

	private Emulations() {
	}

	/**
	 * Returns how a command over several slots is carried out.
	 * @param command the command
	 * @return the emulation, or {@code null} if there is none
	 */
	public static @Nullable Emulation of(BoundCommand command) {
		if (command.name().equals("XREAD") && command.connection() == Connection.EXCLUSIVE) {
			// it would have to wait at several nodes
			return null;
		}
		return TABLE.get(command.name());
	}

	/**
	 * Returns the names of the commands that can be emulated.
	 * @return an immutable set
	 */
	public static Set<String> names() {
		return TABLE.keySet();
	}

}
