package io.rediscluster.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedClusterBuilder;
import io.rediscluster.test.EmbeddedNode;
import io.rediscluster.test.FaultProxy;
import io.rediscluster.test.ServerCertificate;
import org.jspecify.annotations.Nullable;

/**
 * The comparison: starts the clusters and the proxy, has one process after the other
 * measure, and reports. Owns the servers, so that what they and the proxies cost is not
 * counted as a client's.
 */
public final class Compare {

	/** Half of the round trip of the distant cluster. */
	private static final Duration ONE_WAY = Duration.ofNanos(300_000);

	private final Options options;

	private final Results results = new Results();

	private Compare(Options options) {
		this.options = options;
	}

	/**
	 * Compares.
	 * @param arguments
	 * {@code [--quick] [--workloads a,b] [--clients x,y] [--rounds n] [--tls]
	 * [--java home] [--java-version n] [--jvm argument] [--report file]} and the class
	 * paths, {@code --raw path --template path}
	 * @throws Exception if something fails
	 */
	public static void main(String[] arguments) throws Exception {
		new Compare(Options.parse(arguments)).run();
		System.exit(0);
	}

	private void run() throws Exception {
		System.out.println("version " + String.join("; ", circumstances()));
		measure("raw", this.options.rawClassPath(), "io.rediscluster.benchmarks.raw.RawClients",
				(workload) -> !workload.template() && !workload.distant());
		measure("distant", this.options.rawClassPath(), "io.rediscluster.benchmarks.raw.RawClients", Workload::distant);
		measure("template", this.options.templateClassPath(), "io.rediscluster.benchmarks.template.TemplateClients",
				Workload::template);
		Report report = new Report(this.results, circumstances());
		System.out.println(report.text());
		this.results.workloads().forEach((workload) -> System.out.println(this.results.ratioLine(workload)));
		if (this.options.report() != null) {
			report.writeInto(this.options.report());
			System.out.println("written: " + this.options.report());
		}
	}

	private void measure(String title, String classPath, String main, Predicate<Workload> choice) throws Exception {
		List<Workload> workloads = Workload.find(this.options.workloads(), choice);
		if (workloads.isEmpty()) {
			return;
		}
		boolean distant = workloads.get(0).distant();
		EmbeddedClusterBuilder builder = EmbeddedCluster.builder().primaries(3).replicasPerPrimary(0);
		if (this.options.tls()) {
			builder.tls();
		}
		try (EmbeddedCluster cluster = (distant ? builder.behindProxies() : builder).start()) {
			DataSet.writeTo(cluster);
			if (distant) {
				for (EmbeddedNode node : cluster.nodes()) {
					FaultProxy proxy = cluster.proxy(node);
					for (FaultProxy.Direction direction : FaultProxy.Direction.values()) {
						proxy.delay(direction, ONE_WAY);
					}
				}
			}
			List<String> nodes = cluster.announcedSeeds();
			List<Long> servers = cluster.nodes().stream().map(EmbeddedNode::pid).toList();
			Settings settings = new Settings(distant ? List.of() : nodes, distant ? nodes : List.of(), servers,
					List.of(ProcessHandle.current().pid()),
					String.join(",", workloads.stream().map(Workload::name).toList()), this.options.subjects(),
					this.options.warmUps(), this.options.rounds(), this.options.millis());
			System.out.println("measuring " + title + ": " + settings.workloads());
			read(process(classPath, main, settings, this.options.tls() ? cluster.certificate() : null));
		}
	}

	private Process process(String classPath, String main, Settings settings, @Nullable ServerCertificate certificate)
			throws IOException {
		List<String> command = new ArrayList<>(List.of(this.options.java().resolve("bin/java").toString()));
		command.addAll(List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC", "-cp", classPath));
		if (this.options.javaVersion() >= 24) {
			// Netty and GLIDE load native code
			command.addAll(1, List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
		}
		command.addAll(this.options.jvmArguments());
		if (certificate != null) {
			command.add("-D" + MeasuringProcess.TLS + "=true");
			command.add("-Djavax.net.ssl.trustStore=" + certificate.trustStore());
			command.add("-Djavax.net.ssl.trustStorePassword=" + certificate.password());
		}
		command.add(main);
		command.addAll(settings.arguments());
		return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
	}

	private void read(Process process) throws Exception {
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
		String workload = "";
		try (BufferedReader reader = process.inputReader()) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				if (!Sample.isLine(line)) {
					System.out.println(line);
					continue;
				}
				Sample sample = Sample.parse(line);
				this.results.add(sample);
				if (!workload.equals(sample.workload())) {
					tell(workload);
					workload = sample.workload();
				}
			}
			tell(workload);
		}
		if (process.waitFor() != 0) {
			throw new IllegalStateException(
					"the measuring process failed with status " + process.exitValue() + "; what it said stands above");
		}
	}

	private void tell(String workload) {
		if (!workload.isEmpty()) {
			System.out.println("  " + this.results.ratioLine(workload));
		}
	}

	private List<String> circumstances() throws IOException {
		return List.of(
				"Machine: " + Runtime.getRuntime().availableProcessors() + " CPUs, " + cpuModel() + ", "
						+ System.getProperty("os.name") + " " + System.getProperty("os.version")
						+ "; servers and clients share them.",
				"Java " + this.options.javaVersion() + ", G1, heap 1 GiB" + (this.options.tls() ? "; encrypted" : "")
						+ ".",
				"Clients: " + versions() + ".",
				String.format(Locale.ROOT, "%d rounds of %d ms per client and workload, interleaved in rotating order.",
						this.options.rounds(), this.options.millis()));
	}

	private static String cpuModel() throws IOException {
		Path info = Path.of("/proc/cpuinfo");
		return !Files.exists(info) ? System.getProperty("os.arch")
				: Files.readAllLines(info)
					.stream()
					.filter((line) -> line.startsWith("model name"))
					.map((line) -> line.substring(line.indexOf(':') + 1).trim())
					.findFirst()
					.orElse(System.getProperty("os.arch"));
	}

	private String versions() {
		List<String> versions = new ArrayList<>();
		for (String path : List.of(this.options.rawClassPath(), this.options.templateClassPath())) {
			List<String> found = new ArrayList<>();
			for (String entry : path.split(File.pathSeparator)) {
				String file = Path.of(entry).getFileName().toString().replace(".jar", "");
				if (file
					.matches("(lettuce-core|jedis|redisson|valkey-glide|spring-data-redis|netty-transport)-[0-9].*")) {
					found.add(file);
				}
			}
			versions.add(String.join(", ", found));
		}
		return "raw " + versions.get(0) + "; template " + versions.get(1);
	}

}
