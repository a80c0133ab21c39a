package io.rediscluster.client.internal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;

import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.CrossSlot;
import io.rediscluster.client.Protocol;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Retry;
import io.rediscluster.client.TlsOptions;
import io.rediscluster.client.topology.HostAndPort;

/**
 * Reads {@code redis://} and {@code rediss://} URLs. Messages never show the password.
 */
public final class ConnectionUrl {

	private static final int DEFAULT_PORT = 6379;

	private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(us|ms|s|m|h)?");

	private ConnectionUrl() {
	}

	/**
	 * Reads a URL into options.
	 * @param url the URL
	 * @return a builder with what the URL says
	 * @throws IllegalArgumentException if it cannot be read
	 */
	public static ClusterClientOptions.Builder parse(String url) {
		String rest;
		ClusterClientOptions.Builder builder = ClusterClientOptions.builder();
		String scheme = url.substring(0, Math.max(0, url.indexOf(':'))).toLowerCase(Locale.ROOT);
		switch (scheme) {
			case "redis" -> rest = url.substring("redis:".length());
			case "rediss" -> {
				rest = url.substring("rediss:".length());
				builder.tls(TlsOptions.of(defaultContext()));
			}
			case "unix", "redis+unix", "redis-socket" -> throw new IllegalArgumentException(
					"url: UNIX sockets cannot carry a cluster, whose nodes announce TCP addresses; use redis://host:port");
			default -> throw new IllegalArgumentException("url: the scheme is neither redis:// nor rediss://");
		}
		if (!rest.startsWith("//")) {
			throw new IllegalArgumentException("url: '//' is missing after the scheme");
		}
		rest = rest.substring(2);
		int query = rest.indexOf('?');
		if (query >= 0 && rest.indexOf('@', query) >= 0) {
			// what stands before the last @ may be a password: none of it goes into a
			// message
			throw new IllegalArgumentException(
					"url: write '?' in a user or password as %3F, and '@' in an option as %40");
		}
		if (query >= 0) {
			options(builder, rest.substring(query + 1));
			rest = rest.substring(0, query);
		}
		int at = rest.lastIndexOf('@');
		if (at >= 0) {
			credentials(builder, rest.substring(0, at));
			rest = rest.substring(at + 1);
		}
		int slash = rest.indexOf('/');
		if (slash >= 0) {
			String database = rest.substring(slash + 1);
			if (!database.isEmpty() && !database.equals("0")) {
				throw new IllegalArgumentException("url: a cluster has database 0 only, not '" + database + "'");
			}
			rest = rest.substring(0, slash);
		}
		return builder.seeds(addresses(rest));
	}

	private static List<HostAndPort> addresses(String text) {
		List<HostAndPort> addresses = new ArrayList<>();
		for (String part : text.split(",", -1)) {
			String address = part.trim();
			boolean hasPort = address.startsWith("[") ? address.contains("]:") : address.indexOf(':') >= 0;
			try {
				addresses.add(hasPort ? HostAndPort.parse(address) : new HostAndPort(address, DEFAULT_PORT));
			}
			catch (IllegalArgumentException ex) {
				// not quoted: with a forgotten '@' the text is a user and a password
				throw new IllegalArgumentException("url: address " + (addresses.size() + 1)
						+ " is not of the form host:port, and a user and password end with '@'");
			}
		}
		return addresses;
	}

	private static void credentials(ClusterClientOptions.Builder builder, String userInfo) {
		int colon = userInfo.indexOf(':');
		builder.username(decode((colon < 0) ? userInfo : userInfo.substring(0, colon)));
		if (colon >= 0) {
			builder.password(decode(userInfo.substring(colon + 1)));
		}
	}

	private static void options(ClusterClientOptions.Builder builder, String query) {
		for (String pair : query.split("&", -1)) {
			int equals = pair.indexOf('=');
			if (equals < 0) {
				throw new IllegalArgumentException("url: option '" + pair + "' has no value");
			}
			option(builder, pair.substring(0, equals), decode(pair.substring(equals + 1)));
		}
	}

	private static void option(ClusterClientOptions.Builder builder, String name, String value) {
		switch (name) {
			case "read-from" -> builder.readFrom(constant(ReadFrom.class, name, value));
			case "cross-slot" -> builder.crossSlot(constant(CrossSlot.class, name, value));
			case "protocol" -> builder.protocol(constant(Protocol.class, name, value));
			case "retry" -> builder.retry(constant(Retry.class, name, value));
			case "timeout" -> builder.timeout(duration(name, value));
			case "connect-timeout" -> builder.connectTimeout(duration(name, value));
			case "silence-timeout" -> builder.silenceTimeout(duration(name, value));
			case "startup-timeout" -> builder.startupTimeout(duration(name, value));
			case "client-name" -> builder.clientName(value);
			case "max-redirects" -> builder.maxRedirects(number(name, value));
			case "standalone" -> builder.standalone(switch (value) {
				case "accept" -> true;
				case "refuse" -> false;
				default -> throw new IllegalArgumentException(
						"url: option 'standalone' is accept or refuse, not '" + value + "'");
			});
			default -> throw new IllegalArgumentException("url: there is no option '" + name + "'");
		}
	}

	private static <E extends Enum<E>> E constant(Class<E> type, String name, String value) {
		for (E constant : type.getEnumConstants()) {
			if (constant.name().equalsIgnoreCase(value.replace('-', '_'))) {
				return constant;
			}
		}
		throw new IllegalArgumentException("url: option '" + name + "' has no value '" + value + "'");
	}

	private static int number(String name, String value) {
		try {
			return Integer.parseInt(value);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("url: option '" + name + "': '" + value + "' is not a number", ex);
		}
	}

	private static Duration duration(String name, String value) {
		Matcher matcher = DURATION.matcher(value);
		if (matcher.matches()) {
			long amount = Long.parseLong(matcher.group(1));
			String unit = matcher.group(2);
			return switch ((unit != null) ? unit : "ms") {
				case "us" -> Duration.ofNanos(Math.multiplyExact(amount, 1000L));
				case "s" -> Duration.ofSeconds(amount);
				case "m" -> Duration.ofMinutes(amount);
				case "h" -> Duration.ofHours(amount);
				default -> Duration.ofMillis(amount);
			};
		}
		try {
			return Duration.parse(value);
		}
		catch (DateTimeParseException ex) {
			throw new IllegalArgumentException(
					"url: option '" + name + "': '" + value + "' is not a duration like 500ms, 5s or PT5S", ex);
		}
	}

	private static String decode(String text) {
		// '+' stands for itself in a user or password; only %XX is decoded
		try {
			return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			// the decoder quotes the text, which may be a password
			throw new IllegalArgumentException("url: '%' is not followed by two hexadecimal digits; write it as %25");
		}
	}

	private static SSLContext defaultContext() {
		try {
			return SSLContext.getDefault();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("the Java runtime has no default TLS context", ex);
		}
	}

}
