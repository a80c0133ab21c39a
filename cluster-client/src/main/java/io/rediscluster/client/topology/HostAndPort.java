package io.rediscluster.client.topology;

import java.util.Locale;
import java.util.Objects;

/**
 * A host and a port, as text: nothing is resolved. Hosts compare without regard to case.
 *
 * @param host a host name, an IPv4 address or an IPv6 address without brackets; lower
 * case; never empty
 * @param port 1 to 65535
 */
public record HostAndPort(String host, int port) {

	/**
	 * Normalises the host and checks both parts.
	 * @throws IllegalArgumentException if the host is empty or the port out of range
	 */
	public HostAndPort {
		Objects.requireNonNull(host, "host");
		host = host.trim().toLowerCase(Locale.ROOT);
		if (host.startsWith("[") && host.endsWith("]")) {
			host = host.substring(1, host.length() - 1);
		}
		if (host.isEmpty() || host.indexOf(' ') >= 0) {
			throw new IllegalArgumentException("'" + host + "' is not a host name or address");
		}
		if (port < 1 || port > 65535) {
			throw new IllegalArgumentException("port " + port + " of '" + host + "' is not in 1..65535");
		}
	}

	/**
	 * Reads {@code host:port} or {@code [ipv6]:port}. The host of the unbracketed form
	 * ends at the last colon, so {@code ::1:7000} is read as Redis writes it.
	 * @param text the text to read
	 * @return the parsed address
	 * @throws IllegalArgumentException if the text has another form; the message says
	 * what is wrong
	 */
	public static HostAndPort parse(String text) {
		Objects.requireNonNull(text, "text");
		String trimmed = text.trim();
		int colon = trimmed.lastIndexOf(':');
		if (colon <= 0 || (trimmed.startsWith("[") && trimmed.charAt(colon - 1) != ']')) {
			throw new IllegalArgumentException("'" + trimmed + "' is not of the form host:port");
		}
		String digits = trimmed.substring(colon + 1);
		try {
			return new HostAndPort(trimmed.substring(0, colon), Integer.parseInt(digits));
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException(
					"'" + trimmed + "' is not of the form host:port, '" + digits + "' is not a port number");
		}
	}

	/**
	 * Returns {@code host:port}, with brackets around an IPv6 address.
	 */
	@Override
	public String toString() {
		return ((this.host.indexOf(':') >= 0) ? '[' + this.host + ']' : this.host) + ':' + this.port;
	}

}
