package io.rediscluster.client.internal.command;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

import io.rediscluster.client.Command;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Retry;
import io.rediscluster.client.internal.command.CommandSpec.Connection;
import io.rediscluster.client.internal.command.CommandSpec.Route;
import io.rediscluster.client.internal.resp.Request;
import io.rediscluster.client.internal.resp.RequestBuffer;
import io.rediscluster.client.topology.HashSlot;
import org.jspecify.annotations.Nullable;

/**
 * A command bound to its description: keys and slot are found when it is made, so that
 * routing never looks at arguments again. Immutable and thread safe.
 * <p>
 * One class, long as it is: it is the command of the public face and the request of the
 * wire in one object, so that a call makes no second one.
 */
public final class BoundCommand implements Command, Request {

	private static final CallOptions DEFAULT_OPTIONS = new CallOptions(null, null, null, null, null, null);

	private final CommandSpec spec;

	/** The words after the first one: byte arrays, strings, Integer or Long. */
	private final Object[] arguments;

	private final int slot;

	private final CallOptions options;

	private BoundCommand(CommandSpec spec, Object[] arguments, int slot, CallOptions options) {
		this.spec = spec;
		this.arguments = arguments;
		this.slot = slot;
		this.options = options;
	}

	/**
	 * Makes a command.
	 * @param name the name, in any case, with or without a subcommand
	 * @param arguments byte arrays, strings or numbers
	 * @return the command
	 * @throws IllegalArgumentException if an argument is of another type, or if the keys
	 * cannot be found because the arguments are malformed
	 */
	public static BoundCommand of(String name, @Nullable Object... arguments) {
		CommandTable table = CommandTable.builtIn();
		CommandSpec spec = table.find(name);
		if (spec != null && name.indexOf(' ') < 0) {
			return bind(spec, words(name, null, arguments));
		}
		String upper = name.trim().toUpperCase(Locale.ROOT);
		int space = upper.indexOf(' ');
		if (upper.isEmpty() || (space >= 0 && upper.indexOf(' ', space + 1) >= 0)) {
			throw new IllegalArgumentException("'" + name + "' is no command's name");
		}
		@Nullable Object[] words = words(upper, (space < 0) ? null : upper.substring(space + 1), arguments);
		String first = (space < 0) ? upper : upper.substring(0, space);
		String full = first;
		if (table.isContainer(first) && words.length > 0) {
			full = first + ' ' + text(Objects.requireNonNull(words[0])).toUpperCase(Locale.ROOT);
		}
		spec = table.find(full);
		return bind((spec != null) ? spec : CommandSpec.unknown(full), words);
	}

	/**
	 * Makes the command that stands for a transaction, or a step of it, wherever one is
	 * routed, tried again or reported as a whole.
	 * @param name the name in upper case
	 * @param slot the slot of its keys, or {@link #NO_SLOT}
	 * @param readOnly whether nothing in it writes
	 * @return the command; it is not what is sent
	 */
	public static BoundCommand standIn(String name, int slot, boolean readOnly) {
		return new BoundCommand(CommandSpec.standIn(name, readOnly), new Object[0], slot, DEFAULT_OPTIONS);
	}

	/**
	 * Makes a command with one argument, without the array that a caller's list needs.
	 * @param name the name
	 * @param argument a byte array, a string or a number
	 * @return the command
	 */
	public static BoundCommand of(String name, @Nullable Object argument) {
		CommandSpec spec = CommandTable.builtIn().find(name);
		return (spec != null && name.indexOf(' ') < 0) ? bind(spec, new Object[] { word(name, 0, argument) })
				: of(name, new @Nullable Object[] { argument });
	}

	/**
	 * Makes a command with two arguments, without the array that a caller's list needs.
	 * @param name the name
	 * @param first a byte array, a string or a number
	 * @param second a byte array, a string or a number
	 * @return the command
	 */
	public static BoundCommand of(String name, @Nullable Object first, @Nullable Object second) {
		CommandSpec spec = CommandTable.builtIn().find(name);
		return (spec != null && name.indexOf(' ') < 0)
				? bind(spec, new Object[] { word(name, 0, first), word(name, 1, second) })
				: of(name, new @Nullable Object[] { first, second });
	}

	private static Object[] words(String name, @Nullable String subcommand, @Nullable Object[] arguments) {
		int shift = (subcommand != null) ? 1 : 0;
		Object[] words = new Object[arguments.length + shift];
		if (subcommand != null) {
			words[0] = subcommand;
		}
		for (int i = 0; i < arguments.length; i++) {
			words[i + shift] = word(name, i, arguments[i]);
		}
		return words;
	}

	private static Object word(String name, int index, @Nullable Object argument) {
		if (argument instanceof byte[] || argument instanceof String || argument instanceof Long
				|| argument instanceof Integer) {
			return argument;
		}
		if (argument instanceof Double || argument instanceof Float) {
			double number = ((Number) argument).doubleValue();
			if (Double.isInfinite(number)) {
				return (number > 0) ? "inf" : "-inf";
			}
			return argument.toString();
		}
		if (argument instanceof Number || argument instanceof CharSequence) {
			return argument.toString();
		}
		throw new IllegalArgumentException("argument " + index + " of " + name + " is "
				+ ((argument == null) ? "null" : "a " + argument.getClass().getName())
				+ "; arguments are byte arrays, strings or numbers");
	}

	private static BoundCommand bind(CommandSpec spec, Object[] words) {
		if (spec.isKnown()) {
			spec.checkArity(words);
		}
		return new BoundCommand(spec, words, slot(spec, words), DEFAULT_OPTIONS);
	}

	private static int slot(CommandSpec spec, Object[] words) {
		int single = spec.singleKey();
		if (single >= 0) {
			// a module may allow fewer words than its key needs: the server says so
			return (single < words.length) ? slotOf(words[single]) : NO_SLOT;
		}
		if (spec.route() == Route.SLOTARG) {
			return slotNumber(spec, words);
		}
		return spec.hasKeys() ? commonSlot(words, spec.keyPositions(words)) : NO_SLOT;
	}

	private static int commonSlot(Object[] words, int[] positions) {
		int slot = NO_SLOT;
		for (int position : positions) {
			int next = slotOf(words[position]);
			if (slot != NO_SLOT && slot != next) {
				return SEVERAL_SLOTS;
			}
			slot = next;
		}
		return slot;
	}

	/**
	 * Returns the slot of a key.
	 * @param key an argument of a command
	 * @return 0 to 16383
	 */
	public static int slotOf(Object key) {
		return (key instanceof byte[] bytes) ? HashSlot.of(bytes) : HashSlot.of(key.toString());
	}

	private static int slotNumber(CommandSpec spec, Object[] words) {
		try {
			int slot = Integer.parseInt(text(words[1]));
			if (slot >= 0 && slot < HashSlot.COUNT) {
				return slot;
			}
		}
		catch (NumberFormatException ex) {
			// said below
		}
		throw new IllegalArgumentException(spec.name() + ": the slot is not a number in 0..16383");
	}

	private static String text(Object word) {
		return (word instanceof byte[] bytes) ? new String(bytes, StandardCharsets.UTF_8) : word.toString();
	}

	@Override
	public String name() {
		return this.spec.name();
	}

	@Override
	public int argumentCount() {
		return this.arguments.length;
	}

	@Override
	public byte[] argument(int index) {
		Object argument = this.arguments[index];
		return (argument instanceof byte[] bytes) ? bytes : argument.toString().getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public int slot() {
		return this.slot;
	}

	@Override
	public boolean isReadOnly() {
		return this.spec.isReadOnly();
	}

	/**
	 * Tells whether a replica can answer as well as the primary: not where the command
	 * asks a shard about its slot.
	 * @return whether it reads, and reads data
	 */
	public boolean isForReplicas() {
		return this.spec.isReadOnly() && this.spec.route() != Route.SLOTARG;
	}

	@Override
	public BoundCommand timeout(Duration timeout) {
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("timeout: " + timeout + " is not a positive duration");
		}
		return with(new CallOptions(timeout, this.options.retry, this.options.readFrom, this.options.keys,
				this.options.script, this.options.replication));
	}

	@Override
	public BoundCommand retry(Retry retry) {
		return with(new CallOptions(this.options.timeout, retry, this.options.readFrom, this.options.keys,
				this.options.script, this.options.replication));
	}

	@Override
	public BoundCommand readFrom(ReadFrom readFrom) {
		return with(new CallOptions(this.options.timeout, this.options.retry, readFrom, this.options.keys,
				this.options.script, this.options.replication));
	}

	@Override
	public BoundCommand keys(int... positions) {
		for (int position : positions) {
			if (position < 0 || position >= this.arguments.length) {
				throw new IllegalArgumentException(
						"there is no argument " + position + " of " + name() + " that could be a key");
			}
		}
		int[] keys = positions.clone();
		CallOptions options = new CallOptions(this.options.timeout, this.options.retry, this.options.readFrom, keys,
				this.options.script, this.options.replication);
		return new BoundCommand(this.spec, this.arguments, commonSlot(this.arguments, keys), options);
	}

	@Override
	public BoundCommand replicated(int replicas, Duration timeout) {
		if (replicas < 1 || timeout.toMillis() < 1) {
			throw new IllegalArgumentException(
					"replicated: at least one replica and one millisecond, not " + replicas + " and " + timeout);
		}
		if (isReadOnly()) {
			throw new IllegalArgumentException("replicated: " + name() + " writes nothing that could be replicated");
		}
		CallOptions own = this.options;
		return with(new CallOptions(own.timeout, own.retry, own.readFrom, own.keys, own.script,
				new Replication(replicas, timeout)));
	}

	/**
	 * Returns how many replicas are to have the write.
	 * @return the wish, or {@code null} if there is none
	 */
	public @Nullable Replication replication() {
		return this.options.replication;
	}

	private BoundCommand with(CallOptions options) {
		return new BoundCommand(this.spec, this.arguments, this.slot, options);
	}

	/**
	 * Returns the command with another description, as learnt from a server.
	 * @param spec the description
	 * @return a copy; keys that were named stay named
	 */
	public BoundCommand with(CommandSpec spec) {
		int[] named = this.options.keys;
		int slot = (named != null) ? this.slot : slot(spec, this.arguments);
		return new BoundCommand(spec, this.arguments, slot, this.options);
	}

	/**
	 * Returns the same command with other arguments, as a part of it.
	 * @param arguments the words after the first one
	 * @param slot the slot of the keys among them
	 * @return a command with the options of this one
	 */
	public BoundCommand part(Object[] arguments, int slot) {
		return new BoundCommand(this.spec, arguments, slot, this.options);
	}

	/**
	 * Returns the description.
	 * @return the description of the command
	 */
	public CommandSpec spec() {
		return this.spec;
	}

	/**
	 * Returns the arguments as given.
	 * @return the words after the first one; not to be changed
	 */
	public Object[] arguments() {
		return this.arguments;
	}

	/**
	 * Returns where the keys are.
	 * @return the indexes of the keys among the arguments
	 */
	public int[] keyPositions() {
		int[] named = this.options.keys;
		return (named != null) ? named : this.spec.keyPositions(this.arguments);
	}

	/**
	 * Tells whether the command certainly has one key, at a fixed place.
	 * @return {@code false} if it may have several or none
	 */
	public boolean hasOneKey() {
		return this.options.keys == null && this.spec.singleKey() >= 0;
	}

	/**
	 * Tells whether the caller named the keys.
	 * @return whether {@link #keys} was called
	 */
	public boolean hasNamedKeys() {
		return this.options.keys != null;
	}

	/**
	 * Returns what kind of connection the command needs.
	 * @return the kind
	 */
	public Connection connection() {
		Connection connection = this.spec.connection(this.arguments);
		boolean wait = connection == Connection.SHARED && this.options.replication != null;
		return wait ? Connection.EXCLUSIVE : connection;
	}

	/**
	 * Tells whether the command is an unconditional overwrite with a constant reply.
	 * @return whether a repeat leaves the same data
	 */
	public boolean isRepeatable() {
		return this.spec.isRepeatable(this.arguments);
	}

	/**
	 * Returns the command with the source of the script that it names by digest.
	 * @param source the source; not to be changed afterwards
	 * @return a copy
	 */
	public BoundCommand script(byte[] source) {
		CallOptions own = this.options;
		return with(new CallOptions(own.timeout, own.retry, own.readFrom, own.keys, source, own.replication));
	}

	/**
	 * Returns the source of the script.
	 * @return the source, or {@code null} if none was given
	 */
	public byte @Nullable [] script() {
		return this.options.script;
	}

	/**
	 * Returns the command with the script in place of its digest.
	 * @param source the source
	 * @return {@code EVAL} for {@code EVALSHA}, {@code EVAL_RO} for {@code EVALSHA_RO}
	 */
	public BoundCommand withScript(byte[] source) {
		Object[] arguments = this.arguments.clone();
		arguments[0] = source;
		CommandSpec spec = CommandTable.builtIn().find(isReadOnly() ? "EVAL_RO" : "EVAL");
		return new BoundCommand(Objects.requireNonNull(spec), arguments, this.slot, this.options);
	}

	/**
	 * Tells whether the caller set a time limit, a retry rule or a place to read from.
	 * @return whether it differs from other calls of its command
	 */
	public boolean hasOwnRules() {
		return this.options.timeout != null || this.options.retry != null || this.options.readFrom != null;
	}

	/**
	 * Returns the time limit of this call.
	 * @return the limit, or {@code null} for the client's
	 */
	public @Nullable Duration timeout() {
		return this.options.timeout;
	}

	/**
	 * Returns the retry rule of this call.
	 * @return the rule, or {@code null} for the client's
	 */
	public @Nullable Retry retry() {
		return this.options.retry;
	}

	/**
	 * Returns where this call reads.
	 * @return the place, or {@code null} for the client's
	 */
	public @Nullable ReadFrom readFrom() {
		return this.options.readFrom;
	}

	@Override
	public int replies() {
		return 1;
	}

	@Override
	public boolean isWrite() {
		return !this.spec.isReadOnly();
	}

	@Override
	public @Nullable Object normalise(@Nullable Object value) {
		return ReplyShapes.normalise(this, value);
	}

	@Override
	public void encode(RequestBuffer buffer) {
		Object[] arguments = this.arguments;
		buffer.array(1 + arguments.length);
		buffer.raw(this.spec.encodedWord());
		for (Object argument : arguments) {
			if (argument instanceof byte[] bytes) {
				buffer.bulk(bytes);
			}
			else if (argument instanceof String text) {
				buffer.bulk(text);
			}
			else {
				buffer.bulk(((Number) argument).longValue());
			}
		}
	}

	/**
	 * Returns the name and the number of arguments, never their content.
	 */
	@Override
	public String toString() {
		return name() + "(" + this.arguments.length + " arguments)";
	}

	/**
	 * How many replicas are to have a write.
	 *
	 * @param replicas 1 or more
	 * @param timeout how long the server waits for them
	 */
	public record Replication(int replicas, Duration timeout) {
	}

	/**
	 * What a caller set for one command.
	 */
	private record CallOptions(@Nullable Duration timeout, @Nullable Retry retry, @Nullable ReadFrom readFrom,
			int @Nullable [] keys, byte @Nullable [] script, @Nullable Replication replication) {

		@Override
		public boolean equals(@Nullable Object other) {
			return this == other;
		}

		@Override
		public int hashCode() {
			return System.identityHashCode(this);
		}

		@Override
		public String toString() {
			return "CallOptions[keys=" + Arrays.toString(this.keys) + "]";
		}

	}

}
