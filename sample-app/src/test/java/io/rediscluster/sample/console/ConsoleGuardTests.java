package io.rediscluster.sample.console;

import java.io.IOException;

import jakarta.servlet.ServletException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConsoleGuard}.
 */
class ConsoleGuardTests {

	private final ConsoleGuard guard = new ConsoleGuard();

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1:8080", "localhost:8080", "LOCALHOST", "[::1]:8080", "127.0.0.1" })
	void letsThePageItselfAct(String host) throws Exception {
		MockHttpServletRequest request = action(host);
		request.addHeader("Origin", "http://" + host);
		request.addHeader("Sec-Fetch-Site", "same-origin");
		assertThat(status(request)).isEqualTo(200);
	}

	@Test
	void refusesAnActionWithoutAnOrigin() throws Exception {
		assertRefused(action("127.0.0.1:8080"), "Origin");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://evil.example", "http://127.0.0.1:8081", "https://127.0.0.1:8080", "null",
			"http://localhost:8080", "http://127.0.0.1:8080.evil.example" })
	void refusesAnActionFromAnotherOrigin(String origin) throws Exception {
		MockHttpServletRequest request = action("127.0.0.1:8080");
		request.addHeader("Origin", origin);
		assertRefused(request, "own page only");
	}

	@Test
	void refusesAnActionThatTheBrowserCallsCrossSite() throws Exception {
		MockHttpServletRequest request = action("127.0.0.1:8080");
		request.addHeader("Origin", "http://127.0.0.1:8080");
		request.addHeader("Sec-Fetch-Site", "cross-site");
		assertRefused(request, "own page only");
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.example", "evil.example:8080", "127.0.0.1.evil.example", "localhost.evil.example:80",
			"10.0.0.1:8080", "" })
	void refusesOtherHostNamesForReadingToo(String host) throws Exception {
		for (String path : new String[] { "/", "/index.html", "/console/stream", "/console/console.js" }) {
			MockHttpServletRequest request = request("GET", path);
			request.setRemoteAddr("127.0.0.1");
			request.addHeader("Host", host);
			assertRefused(request, "host names");
		}
	}

	@Test
	void refusesOtherMachines() throws Exception {
		MockHttpServletRequest request = request("GET", "/console/stream");
		request.setRemoteAddr("10.0.0.7");
		request.addHeader("Host", "127.0.0.1:8080");
		assertRefused(request, "this machine only");
	}

	@Test
	void bindsThePageToItsOwnScripts() throws Exception {
		MockHttpServletRequest request = request("GET", "/");
		request.setRemoteAddr("127.0.0.1");
		request.addHeader("Host", "127.0.0.1:8080");
		MockHttpServletResponse response = filter(request);
		assertThat(response.getHeader("Content-Security-Policy")).startsWith("default-src 'self'")
			.doesNotContain("unsafe");
		assertThat(response.getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
		assertThat(response.getHeader("Referrer-Policy")).isEqualTo("no-referrer");
	}

	@ParameterizedTest
	@ValueSource(strings = { "cross-site", "same-site", "none" })
	void refusesTheStreamToOthersThanThePage(String site) throws Exception {
		MockHttpServletRequest request = local("GET", "/console/stream");
		request.addHeader("Sec-Fetch-Site", site);
		assertRefused(request, "own page only");
	}

	@Test
	void servesTheShopToThisMachineUnderItsNamesOnly() throws Exception {
		assertThat(status(local("POST", "/carts/ann/checkout"))).isEqualTo(200);
		MockHttpServletRequest renamed = request("POST", "/carts/ann/checkout");
		renamed.setRemoteAddr("127.0.0.1");
		renamed.addHeader("Host", "shop.example");
		assertRefused(renamed, "host names");
		MockHttpServletRequest remote = request("GET", "/products");
		remote.setRemoteAddr("10.0.0.7");
		remote.addHeader("Host", "127.0.0.1:8080");
		assertRefused(remote, "this machine only");
	}

	@ParameterizedTest
	@ValueSource(strings = { "cross-site", "same-site" })
	void noOtherSiteStartsALoad(String site) throws Exception {
		MockHttpServletRequest request = local("GET", "/load");
		request.addHeader("Sec-Fetch-Site", site);
		assertRefused(request, "load");
	}

	@ParameterizedTest
	@ValueSource(strings = { "none", "same-origin" })
	void aVisitorMayStartALoadFromTheAddressBarOrThePage(String site) throws Exception {
		MockHttpServletRequest request = local("GET", "/load");
		request.addHeader("Sec-Fetch-Site", site);
		assertThat(status(request)).isEqualTo(200);
		assertThat(status(local("POST", "/load"))).as("curl").isEqualTo(200);
	}

	private static MockHttpServletRequest local(String method, String path) {
		MockHttpServletRequest request = request(method, path);
		request.setRemoteAddr("127.0.0.1");
		request.addHeader("Host", "127.0.0.1:8080");
		return request;
	}

	private static MockHttpServletRequest request(String method, String path) {
		MockHttpServletRequest request = new MockHttpServletRequest(method, path);
		request.setServletPath(path);
		return request;
	}

	private static MockHttpServletRequest action(String host) {
		MockHttpServletRequest request = request("POST", "/console/kill");
		request.setRemoteAddr("127.0.0.1");
		request.addHeader("Host", host);
		return request;
	}

	private void assertRefused(MockHttpServletRequest request, String reason) throws Exception {
		MockHttpServletResponse response = filter(request);
		assertThat(response.getStatus()).isEqualTo(403);
		assertThat(response.getContentType()).isEqualTo("application/problem+json");
		assertThat(response.getContentAsString()).contains(reason);
	}

	private int status(MockHttpServletRequest request) throws Exception {
		return filter(request).getStatus();
	}

	private MockHttpServletResponse filter(MockHttpServletRequest request) throws ServletException, IOException {
		MockHttpServletResponse response = new MockHttpServletResponse();
		MockFilterChain chain = new MockFilterChain();
		this.guard.doFilter(request, response, chain);
		assertThat(chain.getRequest() != null).as("goes on").isEqualTo(response.getStatus() == 200);
		return response;
	}

}
