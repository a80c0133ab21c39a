package io.rediscluster.client;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

import io.rediscluster.client.internal.command.BoundCommand;

/**
 * A Lua script. It is sent in full once to each node that runs it and by its digest
 * afterwards ({@code EVALSHA}); a node that has lost it gets it again by itself.
 * Immutable and thread safe.
 *
 * <pre class="code">
 * Script release = Script.of("if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) else return 0 end");
 * long released = client.execute(release.call(List.of("lock:7"), token)).asLong();
 * </pre>
 */
public final class Script {

	private final byte[] source;

	private final String sha1;

	private final boolean readOnly;

	private Script(byte[] source, String sha1, boolean readOnly) {
		this.source = source;
		this.sha1 = sha1;
		this.readOnly = readOnly;
	}

	/**
	 * Makes a script.
	 * @param source Lua
	 * @return the script
	 */
	public static Script of(String source) {
		return of(source.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Makes a script.
	 * @param source Lua; not to be changed afterwards
	 * @return the script
	 */
	public static Script of(byte[] source) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1").digest(source);
			return new Script(source, HexFormat.of().formatHex(digest), false);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java runtime has SHA-1", ex);
		}
	}

	/**
	 * Returns the script as one that only reads ({@code EVALSHA_RO}, since Redis 7): it
	 * goes to replicas where reads do, may be repeated after a lost reply, and the server
	 * refuses writes in it.
	 * @return a copy
	 */
	public Script readOnly() {
		return new Script(this.source, this.sha1, true);
	}

	/**
	 * Returns the digest that servers know the script by.
	 * @return SHA-1 in lower case hexadecimal
	 */
	public String sha1() {
		return this.sha1;
	}

	/**
	 * Makes a call of the script, for a client, a pipeline or a transaction.
	 * @param keys the keys that it touches, byte arrays or strings, all in one slot
	 * @param arguments byte arrays, strings or numbers
	 * @return the command
	 * @throws IllegalArgumentException if a key or an argument is {@code null} or of
	 * another type
	 */
	public Command call(List<?> keys, Object... arguments) {
		BoundCommand command = (BoundCommand) Command.named(this.readOnly ? "EVALSHA_RO" : "EVALSHA")
			.arg(this.sha1)
			.arg(keys.size())
			.args(keys)
			.args(arguments)
			.build();
		return command.script(this.source);
	}

	/**
	 * Returns the digest, never the source.
	 */
	@Override
	public String toString() {
		return "Script[" + this.sha1 + (this.readOnly ? ", read-only]" : "]");
	}

}
