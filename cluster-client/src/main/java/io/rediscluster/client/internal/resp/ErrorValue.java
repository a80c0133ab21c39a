package io.rediscluster.client.internal.resp;

/**
 * An error reply.
 *
 * @param message the raw error line without its leading {@code -}, for example
 * {@code MOVED 3999 127.0.0.1:6381}
 */
public record ErrorValue(String message) {

	/**
	 * Returns the error code: the first word of the line.
	 * @return for example {@code WRONGTYPE}
	 */
	public String code() {
		int space = this.message.indexOf(' ');
		return (space < 0) ? this.message : this.message.substring(0, space);
	}

	/**
	 * Tells whether the line starts with this code and ends there or goes on after a
	 * space.
	 * @param code an error code in upper case
	 * @return whether it is that error
	 */
	public boolean is(String code) {
		return this.message.startsWith(code)
				&& (this.message.length() == code.length() || this.message.charAt(code.length()) == ' ');
	}

}
