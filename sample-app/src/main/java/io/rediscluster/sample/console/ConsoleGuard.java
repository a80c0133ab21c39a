package io.rediscluster.sample.console;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps other web sites away from the console, which asks nobody for a password: requests
 * come from this machine and to a name of this machine (a site whose name leads here has
 * another), and what changes something comes from the page itself. Sets the headers that
 * bind the page's own scripts.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ConsoleGuard extends OncePerRequestFilter {

	private static final Set<String> LOOPBACK_NAMES = Set.of("127.0.0.1", "localhost", "[::1]");

	private static final String CONTENT_SECURITY_POLICY = "default-src 'self'; base-uri 'none'; form-action 'none';"
			+ " frame-ancestors 'none'; object-src 'none'";

	private static final Set<String> READING = Set.of(HttpMethod.GET.name(), HttpMethod.HEAD.name());

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		// decoded and without parameters, as those who map requests to handlers see it
		String path = request.getServletPath();
		if (request.getPathInfo() != null) {
			path += request.getPathInfo();
		}
		return !path.equals("/") && !path.equals("/index.html") && !path.startsWith("/console");
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
		response.setHeader("X-Content-Type-Options", "nosniff");
		response.setHeader("Referrer-Policy", "no-referrer");
		response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
		String objection = objection(request);
		if (objection == null) {
			chain.doFilter(request, response);
			return;
		}
		response.setStatus(HttpServletResponse.SC_FORBIDDEN);
		response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		// the objections are constants: nothing of the request is repeated
		String problem = "{\"title\":\"Forbidden\",\"status\":403,\"detail\":\"" + objection + "\"}";
		response.getOutputStream().write(problem.getBytes(StandardCharsets.UTF_8));
	}

	private static @Nullable String objection(HttpServletRequest request) {
		if (!isLoopback(request.getRemoteAddr())) {
			return "The console serves this machine only.";
		}
		String host = request.getHeader(HttpHeaders.HOST);
		if (host == null || !LOOPBACK_NAMES.contains(name(host))) {
			return "The console answers to the host names 127.0.0.1, localhost and [::1] only.";
		}
		if (READING.contains(request.getMethod())) {
			return null;
		}
		String origin = request.getHeader(HttpHeaders.ORIGIN);
		if (origin == null) {
			return "An action needs the header Origin, as the console's page sends it.";
		}
		String site = request.getHeader("Sec-Fetch-Site");
		if (!origin.equalsIgnoreCase(request.getScheme() + "://" + host)
				|| (site != null && !site.equals("same-origin"))) {
			return "An action may come from the console's own page only.";
		}
		return null;
	}

	private static String name(String host) {
		return host.toLowerCase(Locale.ROOT).replaceFirst(":\\d*$", "");
	}

	private static boolean isLoopback(@Nullable String address) {
		try {
			return address != null && !address.isEmpty() && InetAddress.getByName(address).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

}
