package io.rediscluster.client.internal.command;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.rediscluster.client.internal.command.KeySpec.Positions;
import org.jspecify.annotations.Nullable;

/**
 * What is known about one command. Immutable and thread safe.
 * <p>
 * Longer than others: half of it is the words that a description is made of.
 */
public final class CommandSpec {

	private static final int[] NO_KEYS = {};

	/** A handful: the client gives their names. */
	private static final Map<String, CommandSpec> STAND_INS = new ConcurrentHashMap<>();

	private final String name;

	private final byte[] encodedWord;

	private final int arity;

	private final boolean write;

	private final boolean readOnly;

	private final List<KeySpec> keys;

	private final int singleKey;

	private final Route route;

	private final Merge merge;

	private final Connection connection;

	private final String repeatable;

	private final @Nullable String reason;

	private final boolean known;

	private final boolean digest;

	private final boolean scripting;

	/**
	 * Makes a specification.
	 * @param name the name in upper case, with the subcommand where there is one
	 * @param arity the number of words, the name included; negative for at least as many
	 * @param flags {@code write}, {@code readonly} and others
	 * @param keys where the keys are
	 * @param route where the command goes
	 * @param merge how replies of several nodes are joined
	 * @param connection what kind of connection it needs
	 * @param repeatable {@code read}, {@code yes}, {@code noopts}, {@code replace} or
	 * empty
	 * @param reason why it is refused, for the user
	 * @param known whether the command is in the table or was described by a server
	 */
	CommandSpec(String name, int arity, List<String> flags, List<KeySpec> keys, Route route, Merge merge,
			Connection connection, String repeatable, @Nullable String reason, boolean known) {
		this.name = name;
		int space = name.indexOf(' ');
		String word = (space < 0) ? name : name.substring(0, space);
		int bytes = word.getBytes(StandardCharsets.UTF_8).length;
		this.encodedWord = ("$" + bytes + "\r\n" + word + "\r\n").getBytes(StandardCharsets.UTF_8);
		this.arity = arity;
		this.write = flags.contains("write");
		this.readOnly = flags.contains("readonly") || repeatable.equals("read");
		this.keys = List.copyOf(keys);
		this.singleKey = (keys.size() == 1 && keys.get(0).isSingle()) ? keys.get(0).from() - 1 : -1;
		this.route = route;
		this.merge = merge;
		this.connection = connection;
		this.repeatable = repeatable;
		this.reason = reason;
		this.known = known;
		this.digest = name.equals("EVALSHA") || name.equals("EVALSHA_RO");
		this.scripting = name.equals("EVAL") || name.equals("EVAL_RO") || name.startsWith("SCRIPT ");
	}

	/**
	 * Describes a command that the table does not know: a write without known keys.
	 * @param name the name in upper case
	 * @return the description
	 */
	static CommandSpec unknown(String name) {
		return new CommandSpec(name, -1, List.of("write"), List.of(), Route.ANY, Merge.NONE, Connection.SHARED, "",
				null, false);
	}

	/**
	 * Describes what stands for a transaction, or a step of it, on one slot.
	 * @param name the name in upper case
	 * @param readOnly whether nothing in it writes
	 * @return the description
	 */
	static CommandSpec standIn(String name, boolean readOnly) {
		return STAND_INS.computeIfAbsent(readOnly ? name + " to read" : name,
				(key) -> new CommandSpec(name, 1, List.of(readOnly ? "readonly" : "write"), List.of(), Route.SLOT,
						Merge.NONE, Connection.SHARED, "", null, true));
	}

	/**
	 * Returns the name.
	 * @return upper case, with the subcommand where there is one
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns the first word of the name in wire form.
	 * @return bytes that must not be changed
	 */
	public byte[] encodedWord() {
		return this.encodedWord;
	}

	/**
	 * Tells whether the command is known from the table or a server.
	 * @return {@code false} if nothing is known of its keys
	 */
	public boolean isKnown() {
		return this.known;
	}

	/**
	 * Tells whether the command may change data.
	 * @return whether servers flag it as a write
	 */
	public boolean isWrite() {
		return this.write;
	}

	/**
	 * Tells whether the command changes nothing.
	 * @return whether servers flag it as read-only, or the table knows it of a command
	 * about the server itself, as {@code INFO}
	 */
	public boolean isReadOnly() {
		return this.readOnly;
	}

	/**
	 * Tells whether the command names a script by its digest.
	 * @return whether it is {@code EVALSHA} or {@code EVALSHA_RO}
	 */
	public boolean isByDigest() {
		return this.digest;
	}

	/**
	 * Tells whether something about scripts can be learnt from the command.
	 * @return whether it holds a script or changes what servers hold
	 */
	public boolean isScripting() {
		return this.scripting;
	}

	/**
	 * Returns where the command goes by default.
	 * @return the route
	 */
	public Route route() {
		return this.route;
	}

	/**
	 * Returns how the replies of several nodes become one.
	 * @return the rule
	 */
	public Merge merge() {
		return this.merge;
	}

	/**
	 * Returns why the command is refused or needs a named node.
	 * @return the reason, or {@code null}
	 */
	public @Nullable String reason() {
		return this.reason;
	}

	/**
	 * Returns what kind of connection the command needs.
	 * @param arguments the arguments after the first word
	 * @return the kind; never {@link Connection#EXCLUSIVE_IF_BLOCK}
	 */
	Connection connection(Object[] arguments) {
		if (this.connection != Connection.EXCLUSIVE_IF_BLOCK) {
			return this.connection;
		}
		return (blockOption(arguments) >= 0) ? Connection.EXCLUSIVE : Connection.SHARED;
	}

	/**
	 * Finds the option BLOCK of XREAD or XREADGROUP; a group, consumer or stream of that
	 * name is none.
	 * @param arguments the arguments after the first word
	 * @return the index of the word BLOCK, or -1
	 */
	public static int blockOption(Object[] arguments) {
		for (int i = 0; i < arguments.length; i++) {
			if (isWord(arguments[i], "BLOCK")) {
				return i;
			}
			if (isWord(arguments[i], "STREAMS")) {
				return -1;
			}
			if (isWord(arguments[i], "GROUP")) {
				i += 2;
			}
		}
		return -1;
	}

	/**
	 * Returns the rule for a lost reply as it stands in the table.
	 * @return {@code read}, {@code yes}, {@code noopts}, {@code replace} or empty
	 */
	String repeatable() {
		return this.repeatable;
	}

	/**
	 * Tells whether repeating the command after a lost reply leaves the same data, if
	 * nobody else wrote.
	 * @param arguments the arguments after the first word
	 * @return whether it is an unconditional overwrite with a constant reply
	 */
	boolean isRepeatable(Object[] arguments) {
		return switch (this.repeatable) {
			case "yes" -> true;
			case "noopts" -> arguments.length == Math.abs(this.arity) - 1;
			case "replace" -> hasWord(arguments, "REPLACE");
			default -> false;
		};
	}

	/**
	 * Tells whether a word stands among arguments, in any case.
	 * @param arguments the arguments after the first word
	 * @param word the word in upper case
	 * @return whether it does
	 */
	static boolean hasWord(Object[] arguments, String word) {
		for (Object argument : arguments) {
			if (isWord(argument, word)) {
				return true;
			}
		}
		return false;
	}

	private static boolean isWord(Object argument, String word) {
		if (argument instanceof byte[] bytes) {
			return bytes.length == word.length()
					&& word.equalsIgnoreCase(new String(bytes, StandardCharsets.ISO_8859_1));
		}
		return word.equalsIgnoreCase(argument.toString());
	}

	/**
	 * Returns the index of the only key if it stands at a fixed place.
	 * @return the index among the arguments, or -1
	 */
	int singleKey() {
		return this.singleKey;
	}

	/**
	 * Tells whether the command can have keys.
	 * @return whether there is a rule for them
	 */
	public boolean hasKeys() {
		return !this.keys.isEmpty();
	}

	/**
	 * Finds the keys.
	 * @param arguments the arguments after the first word
	 * @return the indexes of the keys among the arguments
	 * @throws IllegalArgumentException if the arguments are malformed
	 */
	int[] keyPositions(Object[] arguments) {
		if (this.keys.isEmpty()) {
			return NO_KEYS;
		}
		Positions found = new Positions();
		for (KeySpec key : this.keys) {
			key.find(this.name, arguments, found);
		}
		int[] positions = found.toArray();
		Arrays.sort(positions);
		return positions;
	}

	/**
	 * Checks the number of arguments.
	 * @param arguments the arguments after the first word
	 * @throws IllegalArgumentException if there are too few or too many
	 */
	void checkArity(Object[] arguments) {
		int words = arguments.length + 1;
		if ((this.arity >= 0) ? words != this.arity : words < -this.arity) {
			throw new IllegalArgumentException(this.name + " takes " + ((this.arity >= 0) ? "" : "at least ")
					+ (Math.abs(this.arity) - 1) + " arguments, not " + arguments.length);
		}
	}

	/**
	 * Returns the name.
	 */
	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * Where a command goes.
	 */
	public enum Route {

		/** To the shard that owns its keys. */
		SLOT,

		/** To the shards that own its keys, in parts. */
		SPLIT,

		/** To any primary. */
		ANY,

		/** To every primary. */
		PRIMARIES,

		/** To every node. */
		NODES,

		/** To a node that the caller names. */
		NODE,

		/**
		 * To the shard that owns the slot that is its first argument after the
		 * subcommand.
		 */
		SLOTARG

	}

	/**
	 * How the replies of several nodes become one.
	 */
	public enum Merge {

		/** They do not. */
		NONE,

		/** The first reply, whatever the others are. */
		FIRST,

		/** The first reply, if all nodes succeeded. */
		ALL,

		/** The first success, if there is one. */
		ONE,

		/** The sum of numbers; per position if they are arrays. */
		SUM,

		/** The smallest number. */
		MIN,

		/** The largest number. */
		MAX,

		/** 1 where all say 1, per position. */
		AND,

		/** 1 where one says 1, per position. */
		OR,

		/** All arrays one after another. */
		CONCAT,

		/** All arrays one after another, equal strings once. */
		DISTINCT,

		/** All texts one after another. */
		TEXT,

		/** Pairs of name and count, added by name; single counts added. */
		COUNTS,

		/** Any reply that is not null. */
		FIRSTVALUE

	}

	/**
	 * What kind of connection a command needs.
	 */
	public enum Connection {

		/** One that all callers share. */
		SHARED,

		/** One of its own while it runs. */
		EXCLUSIVE,

		/** One of its own if it has the word BLOCK. */
		EXCLUSIVE_IF_BLOCK,

		/** Its state belongs to the client; there are methods for it. */
		OWNED,

		/** None: it is never sent. */
		REFUSED

	}

}
