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
 * Keeps other web sites away from the application, which asks nobody for a password:
 * requests come from this machine and to a name of this machine (a site whose name leads
 * here has another); no other site starts a load; what the console changes and tells, its
 * own page asks for. Sets the headers that bind the page's own scripts.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ConsoleGuard extends OncePerRequestFilter {

	private static final Set<String> LOOPBACK_NAMES = Set.of("127.0.0.1", "localhost", "[::1]");

	private static final String CONTENT_SECURITY_POLICY = "default-src 'self'; base-uri 'none'; form-action 'none';"
			+ " frame-ancestors 'none'; object-src 'none'";

	private static final Set<String> READING = Set.of(HttpMethod.GET.name(), HttpMethod.HEAD.name());

	private static final String SITE = "Sec-Fetch-Site";

	/** What a browser says when another site has made it ask. */
	private static final Set<String> OTHER_SITES = Set.of("cross-site", "same-site");

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String path = path(request);
		boolean console = path.equals("/") || path.equals("/index.html") || path.startsWith("/console");
		if (console) {
			response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
			response.setHeader("X-Content-Type-Options", "nosniff");
			response.setHeader("Referrer-Policy", "no-referrer");
			response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
		}
		String objection = objection(request);
		if (objection == null) {
			objection = console ? objectionOfConsole(request, path) : objectionOfShop(request, path);
		}
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

	/** Decoded and without parameters, as those who map requests to handlers see it. */
	private static String path(HttpServletRequest request) {
		String rest = request.getPathInfo();
		return (rest != null) ? request.getServletPath() + rest : request.getServletPath();
	}

	private static @Nullable String objection(HttpServletRequest request) {
		if (!isLoopback(request.getRemoteAddr())) {
			return "The application serves this machine only.";
		}
		String host = request.getHeader(HttpHeaders.HOST);
		if (host == null || !LOOPBACK_NAMES.contains(name(host))) {
			return "The application answers to the host names 127.0.0.1, localhost and [::1] only.";
		}
		return null;
	}

	private static @Nullable String objectionOfShop(HttpServletRequest request, String path) {
		String site = request.getHeader(SITE);
		// a picture's address on any page is enough to ask
		if (path.equals("/load") && site != null && OTHER_SITES.contains(site)) {
			return "No other site may start a load.";
		}
		return null;
	}

	private static @Nullable String objectionOfConsole(HttpServletRequest request, String path) {
		String site = request.getHeader(SITE);
		boolean elsewhere = site != null && !site.equals("same-origin");
		if (READING.contains(request.getMethod())) {
			return (path.equals("/console/stream") && elsewhere) ? "The stream is for the console's own page only."
					: null;
		}
		String origin = request.getHeader(HttpHeaders.ORIGIN);
		if (origin == null) {
			return "An action needs the header Origin, as the console's page sends it.";
		}
		String own = request.getScheme() + "://" + request.getHeader(HttpHeaders.HOST);
		if (!origin.equalsIgnoreCase(own) || elsewhere) {
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
