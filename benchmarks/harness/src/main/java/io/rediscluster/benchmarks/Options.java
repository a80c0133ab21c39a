package io.rediscluster.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a user of {@code benchmarks/compare} chose.
 *
 * @param workloads names with commas between, or empty for all
 * @param subjects names of clients with commas between, or empty for all
 * @param warmUps rounds before the measured ones
 * @param rounds measured rounds
 * @param millis the length of a round
 * @param java the home of the JDK that measures
 * @param javaVersion its feature version
 * @param jvmArguments further arguments of its JVM
 * @param rawClassPath the class path of the raw clients
 * @param templateClassPath the class path of the templates
 * @param tls whether connections are encrypted
 * @param report the document that receives the tables, or {@code null}
 */
record Options(String workloads, String subjects, int warmUps, int rounds, int millis, Path java, int javaVersion,
		List<String> jvmArguments, String rawClassPath, String templateClassPath, boolean tls, @Nullable Path report) {

	static Options parse(String[] arguments) {
		String workloads = "";
		String subjects = "";
		boolean quick = false;
		boolean tls = false;
		int rounds = 0;
		Path java = Path.of(System.getProperty("java.home"));
		int javaVersion = Runtime.version().feature();
		List<String> jvmArguments = new ArrayList<>();
		String raw = null;
		String template = null;
		Path report = null;
		for (int i = 0; i < arguments.length; i++) {
			String name = arguments[i];
			if (name.equals("--quick")) {
				quick = true;
				continue;
			}
			if (name.equals("--tls")) {
				tls = true;
				continue;
			}
			if (i + 1 == arguments.length) {
				throw new IllegalArgumentException(name + " is no option, or its value is missing");
			}
			String value = arguments[++i];
			switch (name) {
				case "--workloads" -> workloads = value;
				case "--clients" -> subjects = withOurs(value);
				case "--rounds" -> rounds = Integer.parseInt(value);
				case "--java" -> java = Path.of(value);
				case "--java-version" -> javaVersion = Integer.parseInt(value);
				case "--jvm" -> jvmArguments.add(value);
				case "--raw" -> raw = value;
				case "--template" -> template = value;
				case "--report" -> report = Path.of(value);
				default -> throw new IllegalArgumentException("no option " + name);
			}
		}
		if (rounds == 0) {
			rounds = quick ? 7 : 13;
		}
		if (rounds < 1) {
			throw new IllegalArgumentException("--rounds " + rounds);
		}
		return new Options(workloads, subjects, quick ? 2 : 3, rounds, 250, java, javaVersion, jvmArguments,
				Objects.requireNonNull(raw, "--raw"), Objects.requireNonNull(template, "--template"), tls, report);
	}

	/** All ratios are about ours, so it always takes part. */
	private static String withOurs(String names) {
		return Arrays.asList(names.split(",")).contains(Results.OURS) ? names : Results.OURS + "," + names;
	}

}
