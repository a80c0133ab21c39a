package io.rediscluster.client;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * What a scan looks for: a pattern, a type, and how much one request may do. Immutable
 * and thread safe.
 *
 * <pre class="code">
 * try (var keys = client.scan(Scan.match("user:*").count(500))) {
 *     keys.forEachRemaining((key) -&gt; System.out.println(key.asString()));
 * }
 * </pre>
 */
public final class Scan {

	/**
	 * The server's own default of 10 would spend most of the time on the network; 100
	 * keeps a server busy for some ten microseconds.
	 */
	private static final int DEFAULT_COUNT = 100;

	private static final Scan ALL = new Scan(null, DEFAULT_COUNT, null);

	private final byte @Nullable [] pattern;

	private final int count;

	private final @Nullable String type;

	private Scan(byte @Nullable [] pattern, int count, @Nullable String type) {
		this.pattern = pattern;
		this.count = count;
		this.type = type;
	}

	/**
	 * Looks for everything.
	 * @return a scan without a pattern
	 */
	public static Scan all() {
		return ALL;
	}

	/**
	 * Looks for keys (or members, or fields) that match a pattern.
	 * @param pattern a glob-style pattern as {@code MATCH} takes it, sent as UTF-8
	 * @return a scan with that pattern
	 */
	public static Scan match(String pattern) {
		return match(pattern.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Looks for keys (or members, or fields) that match a pattern.
	 * @param pattern a glob-style pattern as {@code MATCH} takes it
	 * @return a scan with that pattern
	 */
	public static Scan match(byte[] pattern) {
		return new Scan(pattern.clone(), DEFAULT_COUNT, null);
	}

	/**
	 * Sets how many elements a server looks at in one request; 100 unless set.
	 * @param count a hint, at least 1
	 * @return a copy
	 * @throws IllegalArgumentException if it is less than 1
	 */
	public Scan count(int count) {
		if (count < 1) {
			throw new IllegalArgumentException("count: " + count + " is less than 1");
		}
		return new Scan(this.pattern, count, this.type);
	}

	/**
	 * Looks for keys of one type only. Ignored by scans of the elements of a key.
	 * @param type the type as the command {@code TYPE} names it, for example {@code hash}
	 * @return a copy
	 */
	public Scan type(String type) {
		return new Scan(this.pattern, this.count, type);
	}

	/**
	 * Returns the pattern.
	 * @return a copy, or {@code null} if everything is looked for
	 */
	public byte @Nullable [] pattern() {
		return (this.pattern != null) ? this.pattern.clone() : null;
	}

	/**
	 * Returns how many elements a server looks at in one request.
	 * @return at least 1
	 */
	public int count() {
		return this.count;
	}

	/**
	 * Returns the type of the keys that are looked for.
	 * @return the type, or {@code null} for any
	 */
	public @Nullable String type() {
		return this.type;
	}

}
