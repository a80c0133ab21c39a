package io.rediscluster.sample.console;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;

import io.rediscluster.test.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The story that the console is there for, in a real browser: a primary is killed under
 * load through the page, and the page shows that the load goes on. Makes the pictures of
 * the documentation.
 */
@Tag("browser")
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "shop.products=50")
@DirtiesContext
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(600)
class ConsoleBrowserIT {

	private static final Duration LIMIT = Duration.ofSeconds(90);

	private static final int WIDTH = 1280;

	@LocalServerPort
	private int port;

	@TempDir(cleanup = CleanupMode.NEVER)
	private Path profile;

	private ChromeDriver page;

	@BeforeEach
	void openPage() throws IOException {
		Optional<Chromium> chromium = Chromium.find();
		if (chromium.isEmpty()) {
			System.out.println("!! SKIPPED: the console in a browser: there is no Chromium with its driver;"
					+ " on Debian install the packages chromium and chromium-driver");
		}
		if (Boolean.getBoolean("browser.required")) {
			assertThat(chromium).as("a Chromium with its driver").isPresent();
		}
		Assumptions.assumeTrue(chromium.isPresent(), "there is no Chromium with its driver");
		this.page = chromium.orElseThrow().start(this.profile);
		resize(WIDTH, 1000);
		this.page.get("http://127.0.0.1:" + this.port + "/");
		await("the nodes are shown", () -> elements("#nodes tr[data-state=UP]").size() == 6);
	}

	@AfterEach
	void closePage() {
		if (this.page != null) {
			this.page.quit();
		}
	}

	@Test
	@Order(1) // its pictures show nothing of the others
	void aPrimaryIsKilledUnderLoadAndThePageShowsThatTheLoadGoesOn() throws Exception {
		double before = startLoad();
		String killed = primaryOf("A");
		String replica = element("#nodes tbody[data-shard=A] tr:nth-child(2)").getDomAttribute("data-node");
		press("kill", killed);
		awaitState(killed, "Killed");
		await("the focus is on the button that takes the place of the pressed one",
				() -> ("revive " + killed).equals(script("return document.activeElement.dataset.key")));
		// for the picture; on a slow machine the moment may be over
		await("its slots are missing or taken over",
				() -> text("#coverage").endsWith("not served") || primaryOf("A").equals(replica));
		picture("console-failover");
		await("the replica is the primary", () -> primaryOf("A").equals(replica));
		await("all slots are served", () -> text("#coverage").equals("All slots are served"));
		await("the traffic is back", () -> opsPerSecond() > before / 2);
		await("nothing fails any more", () -> text("#ops-values .s2 b").equals("0"));
		assertThat(text("#total-wrong")).isEqualTo("0");
		await("the feed tells of it", () -> text("#feed").contains("Killed " + killed)
				&& text("#feed").contains(replica + " is the primary of shard A now"));

		press("revive", killed);
		await("the node is back", () -> "Up".equals(text("tr[data-node='" + killed + "'] .pill"))
				&& "replica".equals(text("tr[data-node='" + killed + "'] .role")));

		String owner = ownerOf(5460);
		move(40, "A", "B");
		await("the slots have moved", () -> text("#job-text").endsWith(": done"));
		await("the map shows it", () -> !ownerOf(5460).equals(owner));
		await("the table shows it", () -> rangesOf("A").startsWith("5,421:") && rangesOf("B").startsWith("5,501:"));
		assertThat(text("#total-wrong")).isEqualTo("0");
		picture("console");
		dark(true);
		picture("console-dark");
		assertAccessible();
		dark(false);
		assertAccessible();
		element("#load-button").click();
		await("the load has ended", () -> text("#load-button").equals("Start load"));
		assertQuiet();
	}

	@Test
	@Order(2)
	void nothingSticksOutOnAPhoneOrALargeScreen() {
		for (int width : new int[] { 360, 768, WIDTH, 1600 }) {
			resize(width, 800);
			// the charts follow the new width a little later
			await("the page is " + width + " wide",
					() -> ((Number) script("return document.documentElement.scrollWidth")).intValue() == width);
			await("nothing is wider than its panel at " + width,
					() -> ((List<?>) script("return [...document.querySelectorAll('.panel')]"
							+ ".filter((panel) => panel.scrollWidth > panel.clientWidth)"
							+ ".map((panel) => panel.className)"))
						.isEmpty());
		}
	}

	@Test
	@Order(3)
	void thePageAsksBeforeSlotsAreLostAndBeforeTheClusterStopsServing() {
		String primary = primaryOf("A");
		String replica = element("#nodes tbody[data-shard=A] tr:nth-child(2)").getDomAttribute("data-node");
		press("freeze", replica);
		awaitState(replica, "Frozen");
		press("freeze", primary);
		await("the page asks", () -> element("#confirm").isDisplayed());
		assertThat(text("#confirm-text")).contains("no other node that answers");
		element("#confirm button[value=yes]").click();
		awaitState(primary, "Frozen");
		press("kill", primary);
		await("the page asks", () -> element("#confirm").isDisplayed());
		assertThat(text("#confirm-text")).contains("its data is lost");
		element("#confirm button[value=no]").click();
		await("the slots are missing", () -> text("#coverage").endsWith("slots not served"));
		String other = primaryOf("B");
		press("kill", other);
		await("the page asks", () -> element("#confirm").isDisplayed());
		assertThat(text("#confirm-text")).contains("no majority", "comes back empty");
		element("#confirm button[value=no]").click();
		press("revive", primary);
		press("revive", replica);
		await("all are up", () -> elements("#nodes tr[data-state=UP]").size() == 6);
		assertThat(text("#feed")).doesNotContain("Killed " + other);
	}

	private void press(String action, String node) {
		element("button[data-key='" + action + " " + node + "']").click();
	}

	private void awaitState(String node, String state) {
		await(node + " is shown as " + state, () -> state.equals(text("tr[data-node='" + node + "'] .pill")));
	}

	/** Starts a load; returns the median of what it does in a second. */
	private double startLoad() {
		element("#load-button").click();
		await("there is traffic", () -> opsPerSecond() > 0);
		int seconds = 8;
		List<Double> seen = new ArrayList<>();
		// the figure changes once a second; a load that has just begun is slow
		await("the traffic is steady", () -> {
			double now = opsPerSecond();
			if (now > 0 && (seen.isEmpty() || seen.get(seen.size() - 1) != now)) {
				seen.add(now);
			}
			return seen.size() >= seconds;
		});
		return seen.stream().sorted().toList().get(seconds / 2);
	}

	private void move(int slots, String from, String to) {
		WebElement count = element("#move-count");
		count.clear();
		count.sendKeys(Integer.toString(slots));
		element("#move-from").sendKeys(from);
		element("#move-to").sendKeys(to);
		element("button[form=move-form]").click();
		await("the move begins", () -> text("#job-text").startsWith("Move " + slots));
	}

	private String primaryOf(String shard) {
		return elements("#nodes tbody[data-shard=" + shard + "] tr").stream()
			.filter((row) -> row.findElement(By.cssSelector(".role")).getText().equals("primary"))
			.map((row) -> row.getDomAttribute("data-node"))
			.findFirst()
			.orElse("none");
	}

	private String ownerOf(int slot) {
		WebElement field = element("#slot");
		field.clear();
		field.sendKeys(Integer.toString(slot));
		return text("#slot-owner");
	}

	/** Returns the words of a row of the table, which is folded away. */
	private String rangesOf(String shard) {
		return String.valueOf(script("return [...document.querySelectorAll('#ranges tbody tr')]"
				+ ".find((row) => row.cells[0].textContent === '" + shard + "').cells[2].textContent"));
	}

	private double opsPerSecond() {
		String text = text("#ops-values b").replace(",", "");
		return text.equals("–") ? 0 : Double.parseDouble(text);
	}

	private void assertAccessible() throws IOException {
		try (InputStream axe = getClass()
			.getResourceAsStream("/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js")) {
			this.page.executeScript(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
		}
		Object violations = this.page
			.executeAsyncScript("const done = arguments[0];" + "axe.run().then((result) => done(result.violations"
					+ ".filter((each) => each.impact === 'serious' || each.impact === 'critical')"
					+ ".map((each) => each.id + ': ' + each.nodes.map((node) => node.html).join(' '))));");
		assertThat((List<?>) violations).as("what people who do not see the page run into").isEmpty();
	}

	/** Checks that all requests went to the application and nothing was complained of. */
	private void assertQuiet() {
		JsonMapper json = new JsonMapper();
		List<URI> requests = new ArrayList<>();
		for (LogEntry entry : this.page.manage().logs().get(LogType.PERFORMANCE)) {
			JsonNode message = json.readTree(entry.getMessage()).path("message");
			if (message.path("method").asString().equals("Network.requestWillBeSent")) {
				requests.add(URI.create(message.path("params").path("request").path("url").asString()));
			}
		}
		// the browser's own first page is part of it
		assertThat(requests).filteredOn((request) -> request.getScheme().matches("https?|wss?"))
			.isNotEmpty()
			.allSatisfy((request) -> assertThat(request.getAuthority()).isEqualTo("127.0.0.1:" + this.port));
		assertThat(this.page.manage().logs().get(LogType.BROWSER).getAll())
			.filteredOn((entry) -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
			.isEmpty();
	}

	private void resize(int width, int height) {
		this.page.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
	}

	private void dark(boolean dark) {
		this.page.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
	}

	private void picture(String name) throws IOException {
		String folder = System.getProperty("console.screenshots", "");
		Path target = folder.isBlank() ? Path.of("target", "console") : Path.of(folder);
		Files.createDirectories(target);
		Object data = this.page
			.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true))
			.get("data");
		Files.write(target.resolve(name + ".png"), Base64.getDecoder().decode(data.toString()));
	}

	private Object script(String script) {
		return this.page.executeScript(script);
	}

	private WebElement element(String selector) {
		return this.page.findElement(By.cssSelector(selector));
	}

	private List<WebElement> elements(String selector) {
		return this.page.findElements(By.cssSelector(selector));
	}

	private String text(String selector) {
		return element(selector).getText();
	}

	/** Rows may be replaced between finding and reading them: then it is not so yet. */
	private static void await(String what, BooleanSupplier condition) {
		Await.until(what, LIMIT, () -> {
			try {
				return condition.getAsBoolean();
			}
			catch (StaleElementReferenceException ex) {
				return false;
			}
		});
	}

}
