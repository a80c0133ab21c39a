package io.rediscluster.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import io.rediscluster.client.topology.HostAndPort;
import org.jspecify.annotations.Nullable;

/**
 * An {@link AddressMapper} made of rules; the first one that matches wins, and an address
 * that none matches stays as it is. Immutable and thread safe.
 *
 * <pre class="code">
 * HostPortRemap.builder().fromHost("172.18.0.0/16").toHost("localhost").build();
 * </pre>
 */
public final class HostPortRemap implements AddressMapper {

	private final List<Rule> rules;

	private HostPortRemap(List<Rule> rules) {
		this.rules = List.copyOf(rules);
	}

	/**
	 * Makes a mapper of rules.
	 * @param rules the rules, in the order they are tried
	 * @return the mapper
	 */
	public static HostPortRemap of(List<Rule> rules) {
		return new HostPortRemap(rules);
	}

	/**
	 * Starts a mapper.
	 * @return a builder that stands at its first rule
	 */
	public static Builder builder() {
		return new Builder();
	}

	@Override
	public HostAndPort map(HostAndPort announced) {
		for (Rule rule : this.rules) {
			if (rule.matches(announced)) {
				return rule.apply(announced);
			}
		}
		return announced;
	}

	/**
	 * Returns the rules.
	 */
	@Override
	public String toString() {
		return "HostPortRemap" + this.rules;
	}

	/**
	 * One rule. Parts that are absent match everything or change nothing.
	 *
	 * @param fromHost a host name, an IPv4 or IPv6 address, or a network in CIDR form;
	 * {@code null} matches every host
	 * @param fromPort a port; {@code null} matches every port
	 * @param toHost the host to connect to; {@code null} leaves it
	 * @param toPort the port to connect to; {@code null} leaves it
	 * @param portOffset added to the announced port; {@code null} for none; excludes
	 * {@code toPort}
	 */
	public record Rule(@Nullable String fromHost, @Nullable Integer fromPort, @Nullable String toHost,
			@Nullable Integer toPort, @Nullable Integer portOffset) {

		/**
		 * Checks the parts.
		 * @throws IllegalArgumentException if a part is malformed or two exclude each
		 * other
		 */
		public Rule {
			if (toPort != null && portOffset != null) {
				throw new IllegalArgumentException(
						"a host-port-remap rule has either to-port or port-offset, not both");
			}
			if (toHost == null && toPort == null && portOffset == null) {
				throw new IllegalArgumentException("a host-port-remap rule needs to-host, to-port or port-offset");
			}
			checkPort("from-port", fromPort);
			checkPort("to-port", toPort);
			if (fromHost != null) {
				fromHost = fromHost.trim().toLowerCase(Locale.ROOT);
				Network.parse(fromHost);
			}
			if (toHost != null) {
				toHost = new HostAndPort(toHost, 1).host();
			}
		}

		private static void checkPort(String name, @Nullable Integer port) {
			if (port != null && (port < 1 || port > 65535)) {
				throw new IllegalArgumentException(name + " " + port + " of a host-port-remap rule is not in 1..65535");
			}
		}

		boolean matches(HostAndPort address) {
			if (this.fromPort != null && this.fromPort != address.port()) {
				return false;
			}
			if (this.fromHost == null) {
				return true;
			}
			Network network = Network.parse(this.fromHost);
			return (network != null) ? network.contains(address.host()) : this.fromHost.equals(address.host());
		}

		HostAndPort apply(HostAndPort address) {
			int port = (this.toPort != null) ? this.toPort
					: address.port() + ((this.portOffset != null) ? this.portOffset : 0);
			return new HostAndPort((this.toHost != null) ? this.toHost : address.host(), port);
		}

	}

	/**
	 * An IP network; a single address is a network of one.
	 */
	private record Network(byte[] address, int prefix) {

		/**
		 * Exact, because what merely resembles an address would be looked up as a name.
		 */
		private static final Pattern IPV4 = Pattern
			.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1?\\d?\\d)");

		/**
		 * Reads a literal address or CIDR network; {@code null} for a host name.
		 */
		static @Nullable Network parse(String text) {
			int slash = text.indexOf('/');
			String host = (slash < 0) ? text : text.substring(0, slash);
			byte[] address = literal(host);
			if (address == null) {
				if (slash >= 0) {
					throw new IllegalArgumentException(
							"from-host '" + text + "' of a host-port-remap rule is not a network like 172.18.0.0/16");
				}
				new HostAndPort(host, 1);
				return null;
			}
			int bits = address.length * 8;
			int prefix = bits;
			if (slash >= 0) {
				try {
					prefix = Integer.parseInt(text.substring(slash + 1));
				}
				catch (NumberFormatException ex) {
					prefix = -1;
				}
				if (prefix < 0 || prefix > bits) {
					throw new IllegalArgumentException("from-host '" + text
							+ "' of a host-port-remap rule: the prefix length is not in 0.." + bits);
				}
			}
			return new Network(address, prefix);
		}

		boolean contains(String host) {
			byte[] other = literal(host);
			if (other == null || other.length != this.address.length) {
				return false;
			}
			for (int bit = 0; bit < this.prefix; bit += 8) {
				int mask = 0xFF << Math.max(0, 8 - (this.prefix - bit));
				if (((this.address[bit / 8] ^ other[bit / 8]) & mask & 0xFF) != 0) {
					return false;
				}
			}
			return true;
		}

		/**
		 * Reads a literal address without ever asking a name server.
		 */
		private static byte @Nullable [] literal(String host) {
			String bare = (host.startsWith("[") && host.endsWith("]")) ? host.substring(1, host.length() - 1) : host;
			boolean ipv6 = bare.indexOf(':') >= 0 && bare.matches("[0-9a-fA-F:.]+");
			if (!ipv6 && !IPV4.matcher(bare).matches()) {
				return null;
			}
			try {
				return InetAddress.getByName(bare).getAddress();
			}
			catch (UnknownHostException ex) {
				throw new IllegalArgumentException("'" + host + "' is not an IP address", ex);
			}
		}

	}

	/**
	 * Collects rules. Not thread safe.
	 */
	public static final class Builder {

		private final List<Rule> rules = new ArrayList<>();

		private @Nullable String fromHost;

		private @Nullable Integer fromPort;

		private @Nullable String toHost;

		private @Nullable Integer toPort;

		private @Nullable Integer portOffset;

		private Builder() {
		}

		/**
		 * Limits the rule to a host name, an address or a network in CIDR form.
		 * @param fromHost the host
		 * @return this builder
		 */
		public Builder fromHost(String fromHost) {
			this.fromHost = fromHost;
			return this;
		}

		/**
		 * Limits the rule to a port.
		 * @param fromPort the port
		 * @return this builder
		 */
		public Builder fromPort(int fromPort) {
			this.fromPort = fromPort;
			return this;
		}

		/**
		 * Sets the host to connect to.
		 * @param toHost a host name or address
		 * @return this builder
		 */
		public Builder toHost(String toHost) {
			this.toHost = toHost;
			return this;
		}

		/**
		 * Sets the port to connect to.
		 * @param toPort the port
		 * @return this builder
		 */
		public Builder toPort(int toPort) {
			this.toPort = toPort;
			return this;
		}

		/**
		 * Adds a number to the announced port.
		 * @param portOffset any number that keeps the port in range
		 * @return this builder
		 */
		public Builder portOffset(int portOffset) {
			this.portOffset = portOffset;
			return this;
		}

		/**
		 * Ends the rule and starts the next.
		 * @return this builder
		 * @throws IllegalArgumentException if the rule is malformed
		 */
		public Builder and() {
			this.rules.add(new Rule(this.fromHost, this.fromPort, this.toHost, this.toPort, this.portOffset));
			this.fromHost = null;
			this.fromPort = null;
			this.toHost = null;
			this.toPort = null;
			this.portOffset = null;
			return this;
		}

		/**
		 * Ends the last rule and makes the mapper.
		 * @return the mapper
		 * @throws IllegalArgumentException if the rule is malformed
		 */
		public HostPortRemap build() {
			return new HostPortRemap(and().rules);
		}

	}

}
