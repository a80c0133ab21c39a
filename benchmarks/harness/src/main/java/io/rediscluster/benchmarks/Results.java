package io.rediscluster.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * All samples of a comparison, and what follows from them: medians, and ratios as medians
 * of the ratios round by round.
 */
final class Results {

	/** The client that the ratios are about. */
	static final String OURS = "ours";

	private final Map<String, Map<String, List<Sample>>> samples = new LinkedHashMap<>();

	void add(Sample sample) {
		this.samples.computeIfAbsent(sample.workload(), (key) -> new LinkedHashMap<>())
			.computeIfAbsent(sample.subject(), (key) -> new ArrayList<>())
			.add(sample);
	}

	List<String> workloads() {
		return List.copyOf(this.samples.keySet());
	}

	List<String> subjects(String workload) {
		return List.copyOf(of(workload).keySet());
	}

	private Map<String, List<Sample>> of(String workload) {
		return this.samples.getOrDefault(workload, Map.of());
	}

	double median(String workload, String subject, ToDoubleFunction<Sample> figure) {
		return median(of(workload).getOrDefault(subject, List.of()).stream().mapToDouble(figure).toArray());
	}

	/**
	 * Returns how much larger a figure of ours is than another client's.
	 * @return the median of the ratios of the rounds
	 */
	double ratio(String workload, String other, ToDoubleFunction<Sample> figure) {
		List<Sample> ours = of(workload).getOrDefault(OURS, List.of());
		List<Sample> theirs = of(workload).getOrDefault(other, List.of());
		double[] ratios = new double[Math.min(ours.size(), theirs.size())];
		for (int i = 0; i < ratios.length; i++) {
			ratios[i] = figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(theirs.get(i));
		}
		return median(ratios);
	}

	/**
	 * Returns the other client that does most operations.
	 */
	String best(String workload) {
		return of(workload).keySet()
			.stream()
			.filter((name) -> !name.equals(OURS))
			.max(Comparator.comparingDouble((name) -> median(workload, name, Sample::rate)))
			.orElse("none");
	}

	boolean isNoisy(String workload) {
		return of(workload).values()
			.stream()
			.anyMatch((rounds) -> rounds.stream().filter(MeasuringProcess::isDisturbed).count() > rounds.size() / 4);
	}

	/**
	 * Returns the line that says how we compare.
	 */
	String ratioLine(String workload) {
		String best = best(workload);
		return String.format(Locale.ROOT, "ratio %s ours/best-peer=%s ours/lettuce=%s ours/jedis=%s best=%s%s",
				workload, rateRatio(workload, best), rateRatio(workload, "lettuce"), rateRatio(workload, "jedis"), best,
				isNoisy(workload) ? " noisy" : "");
	}

	/**
	 * Returns the ratio of the rates as text.
	 */
	String rateRatio(String workload, String other) {
		double ratio = ratio(workload, other, Sample::rate);
		return Double.isNaN(ratio) ? "none" : String.format(Locale.ROOT, "%.2f", ratio);
	}

	private static double median(double[] values) {
		if (values.length == 0) {
			return Double.NaN;
		}
		Arrays.sort(values);
		int middle = values.length / 2;
		return (values.length % 2 == 1) ? values[middle] : (values[middle - 1] + values[middle]) / 2;
	}

}
