package io.rediscluster.client;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.rediscluster.client.internal.resp.DoubleText;
import io.rediscluster.client.internal.resp.ErrorValue;
import io.rediscluster.client.internal.resp.MapValue;
import io.rediscluster.client.internal.resp.SetValue;
import io.rediscluster.client.internal.resp.VerbatimValue;
import org.jspecify.annotations.Nullable;

/**
 * A decoded reply. The typed accessors return the value in that type or refuse with
 * {@link ReplyTypeException}; none guesses. Replies have the shapes of RESP3 whichever
 * protocol the connection speaks. Immutable, but byte arrays are handed out without a
 * copy. Thread safe.
 */
public final class Reply {

	private static final Reply NULL = new Reply(null);

	private static final Reply OK = new Reply("OK");

	private final @Nullable Object value;

	private Reply(@Nullable Object value) {
		this.value = value;
	}

	/**
	 * Wraps a decoded value: {@code byte[]} for a bulk string, {@code String} for a
	 * simple string, {@code Long}, {@code Double}, {@code Boolean}, {@code BigInteger},
	 * an {@code Object[]} of such values for an array, or {@code null}.
	 * @param value the value
	 * @return the reply
	 */
	public static Reply of(@Nullable Object value) {
		if (value == null) {
			return NULL;
		}
		return "OK".equals(value) ? OK : new Reply(value);
	}

	/**
	 * Tells whether the server answered null: a missing key, an aborted transaction, a
	 * blocking command that found nothing.
	 * @return whether it did
	 */
	public boolean isNull() {
		return this.value == null;
	}

	/**
	 * Tells whether this is an error, as it may stand inside an array (the elements of
	 * {@code EXEC}). A call whose whole reply is an error throws instead.
	 * @return whether it is
	 */
	public boolean isError() {
		return this.value instanceof ErrorValue;
	}

	/**
	 * Tells whether this is a map, also an empty one.
	 * @return whether it is
	 */
	public boolean isMap() {
		return this.value instanceof MapValue;
	}

	/**
	 * Tells whether this is a set of RESP3, whose order means nothing.
	 * @return whether it is; also for commands whose RESP2 reply is known to be a set
	 */
	public boolean isSet() {
		return this.value instanceof SetValue;
	}

	/**
	 * Returns what kind of text a verbatim string is, which RESP3 servers say of
	 * {@code INFO} and the like.
	 * @return {@code txt}, {@code mkd} (Markdown), or {@code null} for any other reply
	 */
	public @Nullable String format() {
		return (this.value instanceof VerbatimValue verbatim) ? verbatim.format() : null;
	}

	/**
	 * Returns the raw error line.
	 * @return the line without the leading {@code -}, or {@code null} if this is no error
	 */
	public @Nullable String errorMessage() {
		return (this.value instanceof ErrorValue error) ? error.message() : null;
	}

	/**
	 * Returns text: of a bulk string (decoded as UTF-8), a simple string, or a number in
	 * decimal form.
	 * @return the text, or {@code null} for a null reply
	 * @throws ReplyTypeException if the reply is an error, a boolean or a collection
	 */
	public @Nullable String asString() {
		Object value = this.value;
		if (value == null || value instanceof String) {
			return (String) value;
		}
		String string = VerbatimValue.text(value);
		if (string != null) {
			return string;
		}
		if (value instanceof Number number) {
			return decimal(number);
		}
		throw wrongType("a string");
	}

	/**
	 * Returns the bytes of a bulk string, of a simple string or of a number in decimal
	 * form.
	 * @return the bytes, or {@code null} for a null reply
	 * @throws ReplyTypeException if the reply is an error, a boolean or a collection
	 */
	public byte @Nullable [] asBytes() {
		byte[] bytes = VerbatimValue.bytes(this.value);
		String text = (bytes == null) ? asString() : null;
		return (text != null) ? text.getBytes(StandardCharsets.UTF_8) : bytes;
	}

	/**
	 * Returns a whole number: of an integer reply, of a boolean (1 or 0) or of a string
	 * that holds a decimal number.
	 * @return the number
	 * @throws ReplyTypeException if the reply is null or no such number
	 */
	public long asLong() {
		Object value = this.value;
		if (value instanceof Long number) {
			return number;
		}
		if (value instanceof Boolean bool) {
			return bool ? 1 : 0;
		}
		if (isText(value)) {
			try {
				return Long.parseLong(String.valueOf(asString()));
			}
			catch (NumberFormatException ex) {
				throw wrongType("a whole number");
			}
		}
		throw wrongType("a whole number");
	}

	/**
	 * Returns a whole number, as {@link #asLong()} does, or {@code null} for a null
	 * reply.
	 * @return the number or {@code null}
	 * @throws ReplyTypeException if the reply is neither null nor such a number
	 */
	public @Nullable Long asLongOrNull() {
		return (this.value != null) ? asLong() : null;
	}

	/**
	 * Returns a number: of a double, an integer or a string that holds a number
	 * ({@code inf}, {@code -inf} and {@code nan} included).
	 * @return the number, or {@code null} for a null reply
	 * @throws ReplyTypeException if the reply is no number
	 */
	public @Nullable Double asDouble() {
		Object value = this.value;
		if (value == null || value instanceof Double) {
			return (Double) value;
		}
		if (value instanceof Number number) {
			return number.doubleValue();
		}
		if (isText(value)) {
			try {
				return DoubleText.parse(String.valueOf(asString()));
			}
			catch (NumberFormatException ex) {
				throw wrongType("a number");
			}
		}
		throw wrongType("a number");
	}

	/**
	 * Returns a truth value: of a boolean, of an integer (not 0), or of the simple string
	 * {@code OK} ({@code true}). A null reply is {@code false}, as the server answers a
	 * conditional {@code SET} that did nothing.
	 * @return the truth value
	 * @throws ReplyTypeException if the reply is something else
	 */
	public boolean asBoolean() {
		Object value = this.value;
		if (value == null) {
			return false;
		}
		if (value instanceof Boolean bool) {
			return bool;
		}
		if (value instanceof Long number) {
			return number != 0;
		}
		if ("OK".equals(value)) {
			return true;
		}
		throw wrongType("a truth value");
	}

	/**
	 * Returns the elements of an array or set; of a map, its keys and values in turn.
	 * @return a new list; empty for a null reply
	 * @throws ReplyTypeException if the reply is no collection
	 */
	public List<Reply> asList() {
		Object[] elements = elements();
		List<Reply> list = new ArrayList<>(elements.length);
		for (Object element : elements) {
			list.add(of(element));
		}
		return list;
	}

	/**
	 * Returns the elements of an array or set as bytes, with {@code null} where the
	 * server answered null.
	 * @return a new list; empty for a null reply
	 * @throws ReplyTypeException if the reply is no collection or an element no string
	 */
	public List<byte @Nullable []> asBytesList() {
		@Nullable Object[] elements = elements();
		List<byte @Nullable []> list = new ArrayList<>(elements.length);
		for (Object element : elements) {
			list.add((element instanceof byte[] bytes) ? bytes : of(element).asBytes());
		}
		return list;
	}

	/**
	 * Returns the elements of an array or set as text, with {@code null} where the server
	 * answered null.
	 * @return a new list; empty for a null reply
	 * @throws ReplyTypeException if the reply is no collection or an element no string
	 */
	public List<@Nullable String> asStringList() {
		@Nullable Object[] elements = elements();
		List<@Nullable String> list = new ArrayList<>(elements.length);
		for (Object element : elements) {
			list.add(of(element).asString());
		}
		return list;
	}

	/**
	 * Returns the entries of a map, or of an array that holds keys and values in turn,
	 * with the keys as text.
	 * @return a new map in the server's order; empty for a null reply
	 * @throws ReplyTypeException if the reply is no such collection
	 */
	public Map<String, Reply> asMap() {
		@Nullable Object[] flat = elements();
		if (flat.length % 2 != 0) {
			throw wrongType("a map");
		}
		Map<String, Reply> map = new LinkedHashMap<>(flat.length);
		for (int i = 0; i < flat.length; i += 2) {
			map.put(String.valueOf(of(flat[i]).asString()), of(flat[i + 1]));
		}
		return map;
	}

	/**
	 * Returns the value as plain Java objects: {@code byte[]}, {@code String} (simple
	 * strings), {@code Long}, {@code Double}, {@code Boolean}, {@code BigInteger},
	 * {@code List} (arrays and sets), {@code List} of {@code Map.Entry} (maps) and
	 * {@link ServerErrorException} (errors inside a collection).
	 * @return the value, or {@code null} for a null reply
	 */
	public @Nullable Object toObject() {
		return plain(this.value);
	}

	/**
	 * Returns the value as it was decoded, for passing it on to {@link #of}. Its classes
	 * may change at any time; {@link #toObject()} is for applications.
	 * @return the decoded value
	 */
	public @Nullable Object value() {
		return this.value;
	}

	private static boolean isText(@Nullable Object value) {
		return value instanceof String || VerbatimValue.bytes(value) != null;
	}

	private static @Nullable Object plain(@Nullable Object value) {
		if (value instanceof MapValue map) {
			List<Object> entries = new ArrayList<>(map.flat().length / 2);
			for (int i = 0; i < map.flat().length; i += 2) {
				entries.add(new SimpleImmutableEntry<>(plain(map.flat()[i]), plain(map.flat()[i + 1])));
			}
			return entries;
		}
		if (value instanceof ErrorValue error) {
			return new ServerErrorException(error.message());
		}
		@Nullable Object[] elements = (value instanceof SetValue set) ? set.elements()
				: (value instanceof Object[] array) ? array : null;
		if (elements == null) {
			return (value instanceof VerbatimValue verbatim) ? verbatim.bytes() : value;
		}
		List<@Nullable Object> list = new ArrayList<>(elements.length);
		for (Object element : elements) {
			list.add(plain(element));
		}
		return list;
	}

	private @Nullable Object[] elements() {
		Object value = this.value;
		if (value instanceof Object[] array) {
			return array;
		}
		if (value instanceof SetValue set) {
			return set.elements();
		}
		if (value instanceof MapValue map) {
			return map.flat();
		}
		if (value == null) {
			return new Object[0];
		}
		throw wrongType("a collection");
	}

	private ReplyTypeException wrongType(String wanted) {
		String error = isError() ? ": " + errorMessage() : "";
		return new ReplyTypeException("The reply is " + kind(this.value) + ", not " + wanted + error);
	}

	private static String kind(@Nullable Object value) {
		if (value == null) {
			return "null";
		}
		if (VerbatimValue.bytes(value) != null) {
			return "a bulk string";
		}
		if (value instanceof String) {
			return "a simple string";
		}
		if (value instanceof Long || value instanceof BigInteger) {
			return "an integer";
		}
		if (value instanceof Double) {
			return "a double";
		}
		if (value instanceof Boolean) {
			return "a boolean";
		}
		if (value instanceof ErrorValue) {
			return "an error";
		}
		return (value instanceof MapValue) ? "a map" : (value instanceof SetValue) ? "a set" : "an array";
	}

	private static String decimal(Number number) {
		if (number instanceof Double value) {
			if (value.isInfinite()) {
				return (value > 0) ? "inf" : "-inf";
			}
			if (value == Math.rint(value) && Math.abs(value) < 1e15) {
				return Long.toString(value.longValue());
			}
		}
		return number.toString();
	}

	/**
	 * Returns the kind of the reply, never its content.
	 */
	@Override
	public String toString() {
		return "Reply[" + kind(this.value) + "]";
	}

}
