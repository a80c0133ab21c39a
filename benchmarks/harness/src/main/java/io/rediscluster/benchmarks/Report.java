package io.rediscluster.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes results for readers: the tables of {@code docs/performance.md}, between its two
 * marks, and the chart beside it.
 */
final class Report {

	private static final String BEGIN = "<!-- begin of the measured tables: written by benchmarks/compare -->";

	private static final String END = "<!-- end of the measured tables -->";

	private final Results results;

	private final List<String> circumstances;

	Report(Results results, List<String> circumstances) {
		this.results = results;
		this.circumstances = circumstances;
	}

	/**
	 * Returns the tables as text for a terminal.
	 */
	String text() {
		StringBuilder text = new StringBuilder();
		for (String workload : this.results.workloads()) {
			text.append(String.format(Locale.ROOT, "%n%-22s %10s %9s %9s %9s %10s %10s %9s%n", workload, "ops/s",
					"p50 us", "p99 us", "p99.9 us", "client us", "server us", "bytes/op"));
			for (String subject : this.results.subjects(workload)) {
				text.append(String.format(Locale.ROOT, "  %-20s %10.0f %9.0f %9.0f %9.0f %10.1f %10.1f %9.0f%n",
						subject, this.results.median(workload, subject, Sample::rate),
						this.results.median(workload, subject, Sample::p50),
						this.results.median(workload, subject, Sample::p99),
						this.results.median(workload, subject, Sample::p999),
						this.results.median(workload, subject, Sample::clientCpu),
						this.results.median(workload, subject, Sample::serverCpu),
						this.results.median(workload, subject, Sample::allocated)));
			}
		}
		return text.toString();
	}

	/**
	 * Replaces the tables in a document.
	 */
	void writeInto(Path document) throws IOException {
		String old = Files.readString(document);
		int begin = old.indexOf(BEGIN);
		int end = old.indexOf(END);
		if (begin < 0 || end < begin) {
			throw new IOException(document + " has no marks for the tables");
		}
		Files.writeString(document, old.substring(0, begin) + BEGIN + "\n\n" + markdown() + "\n" + old.substring(end));
		Files.write(document.resolveSibling("performance.svg"),
				new Chart(this.results).svg().getBytes(StandardCharsets.UTF_8));
	}

	private String markdown() {
		StringBuilder text = new StringBuilder();
		this.circumstances.forEach((line) -> text.append("- ").append(line).append('\n'));
		text.append("\n![Operations a second, relative to the best peer](performance.svg)\n\n");
		text.append(
				"| workload | ours / best peer | best peer | ours / Lettuce | ours / Jedis | p99 | client CPU | bytes |\n");
		text.append("|---|---|---|---|---|---|---|---|\n");
		for (String workload : this.results.workloads()) {
			String best = this.results.best(workload);
			text.append(String.format(Locale.ROOT, "| %s%s | **%s** | %s | %s | %s | %.2f | %.2f | %.0f |%n", workload,
					this.results.isNoisy(workload) ? " (noisy)" : "", this.results.rateRatio(workload, best), best,
					this.results.rateRatio(workload, "lettuce"), this.results.rateRatio(workload, "jedis"),
					this.results.ratio(workload, best, Sample::p99),
					this.results.ratio(workload, best, Sample::clientCpu),
					this.results.median(workload, Results.OURS, Sample::allocated)));
		}
		text.append("\nThe columns p99 and client CPU are ours divided by the best peer's (smaller is better);"
				+ " bytes are what ours allocates per operation.\n\n");
		text.append("Operations a second (client CPU in µs per operation):\n\n");
		List<String> subjects = this.results.workloads()
			.stream()
			.flatMap((workload) -> this.results.subjects(workload).stream())
			.distinct()
			.toList();
		text.append("| workload | ").append(String.join(" | ", subjects)).append(" |\n|---|");
		text.append("---|".repeat(subjects.size())).append('\n');
		for (String workload : this.results.workloads()) {
			text.append("| ").append(workload).append(" | ");
			text.append(subjects.stream().map((subject) -> cell(workload, subject)).collect(Collectors.joining(" | ")));
			text.append(" |\n");
		}
		return text.toString();
	}

	private String cell(String workload, String subject) {
		double rate = this.results.median(workload, subject, Sample::rate);
		return Double.isNaN(rate) ? "" : String.format(Locale.ROOT, "%.0f (%.1f)", rate,
				this.results.median(workload, subject, Sample::clientCpu));
	}

}
