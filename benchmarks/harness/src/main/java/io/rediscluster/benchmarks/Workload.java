package io.rediscluster.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What the threads of a round do.
 *
 * @param name the name on the command line and in the report
 * @param task what one operation is
 * @param threads how many threads do it, each one operation after another
 * @param virtual whether they are virtual threads
 * @param template whether it goes through {@code StringRedisTemplate}
 * @param distant whether the servers are reached through the proxy with a round trip of
 * 600 µs
 */
public record Workload(String name, Task task, int threads, boolean virtual, boolean template, boolean distant) {

	/** Keys of one pipeline. */
	public static final int PIPELINE = 100;

	/** Keys of one MGET. */
	public static final int MGET = 50;

	private static final Map<String, Workload> ALL = new LinkedHashMap<>();

	static {
		for (int threads : new int[] { 1, 2, 4, 8, 16, 64 }) {
			raw("get-" + threads, Task.GET, threads);
		}
		add(new Workload("get-512v", Task.GET, 512, true, false, false));
		raw("set-8", Task.SET, 8);
		raw("pipeline-100", Task.PIPELINE, 1);
		raw("pipeline-100-8", Task.PIPELINE, 8);
		raw("mget-50", Task.MGET, 1);
		raw("mget-50-8", Task.MGET, 8);
		raw("get-64k-8", Task.LARGE_GET, 8);
		raw("mix", Task.MIX, 16);
		for (int threads : new int[] { 8, 64 }) {
			add(new Workload("get-" + threads + "-rtt", Task.GET, threads, false, false, true));
		}
		for (int threads : new int[] { 1, 8, 64 }) {
			add(new Workload("template-get-" + threads, Task.GET, threads, false, true, false));
		}
		add(new Workload("template-pipeline-100", Task.PIPELINE, 1, false, true, false));
	}

	private static void raw(String name, Task task, int threads) {
		add(new Workload(name, task, threads, false, false, false));
	}

	private static void add(Workload workload) {
		ALL.put(workload.name(), workload);
	}

	/**
	 * Finds workloads.
	 * @param names their names with commas between, or nothing for all
	 * @param choice leaves others out
	 * @return the workloads in the order of the report
	 * @throws IllegalArgumentException if a name is none
	 */
	public static List<Workload> find(String names, Predicate<Workload> choice) {
		List<String> wanted = names.isEmpty() ? new ArrayList<>(ALL.keySet()) : Arrays.asList(names.split(","));
		for (String name : wanted) {
			if (!ALL.containsKey(name)) {
				throw new IllegalArgumentException("no workload '" + name + "'; there are " + ALL.keySet());
			}
		}
		return ALL.values()
			.stream()
			.filter((workload) -> wanted.contains(workload.name()) && choice.test(workload))
			.toList();
	}

	/**
	 * What one operation is.
	 */
	public enum Task {

		/** GET of 100 bytes. */
		GET,

		/** SET of 100 bytes. */
		SET,

		/** {@link Workload#PIPELINE} GETs of 100 bytes in one pipeline. */
		PIPELINE,

		/** MGET of {@link Workload#MGET} keys in as many slots. */
		MGET,

		/** GET of 64 KiB. */
		LARGE_GET,

		/** One thread does {@link #LARGE_GET}, the others {@link #GET}. */
		MIX

	}

}
