package io.rediscluster.chaos;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What one round of a fault, or all of them, came to.
 *
 * @param fault its name
 * @param tally the writes
 * @param stale reads that were older than an acknowledged write of the reader
 * @param errorsOutside exceptions long after the cluster was sound again
 * @param unknownAllowed how many commands were under way at the instants of the fault
 * @param recoveries milliseconds from the cluster's first success after an outage to that
 * of each thread and slot
 * @param throughputAfter successes a second afterwards, divided by those before; the
 * median of several rounds
 * @param pubSubTroubles what is wrong with messages
 * @param exceptions how many there were, by class and beginning
 */
public record Report(String fault, Tally tally, long stale, long errorsOutside, long unknownAllowed,
		double[] recoveries, double throughputAfter, List<String> pubSubTroubles, Map<String, Integer> exceptions) {

	/**
	 * Joins the rounds of one fault.
	 * @param rounds at least one
	 * @return all of them as one
	 */
	public static Report sum(List<Report> rounds) {
		Tally tally = rounds.stream().map(Report::tally).reduce(Tally.NONE, Tally::plus);
		double[] ratios = rounds.stream().mapToDouble(Report::throughputAfter).sorted().toArray();
		Map<String, Integer> exceptions = new TreeMap<>();
		rounds
			.forEach((round) -> round.exceptions.forEach((name, count) -> exceptions.merge(name, count, Integer::sum)));
		return new Report(rounds.get(0).fault, tally, rounds.stream().mapToLong(Report::stale).sum(),
				rounds.stream().mapToLong(Report::errorsOutside).sum(),
				rounds.stream().mapToLong(Report::unknownAllowed).sum(),
				rounds.stream().flatMapToDouble((round) -> Arrays.stream(round.recoveries)).toArray(),
				ratios[ratios.length / 2], rounds.stream().flatMap((round) -> round.pubSubTroubles.stream()).toList(),
				exceptions);
	}

	/**
	 * Returns the 99th percentile of the recoveries.
	 * @return milliseconds
	 */
	public double recoveryP99() {
		double[] sorted = this.recoveries.clone();
		Arrays.sort(sorted);
		return (sorted.length == 0) ? 0 : sorted[(int) Math.ceil(0.99 * sorted.length) - 1];
	}

	/**
	 * Returns the longest recovery.
	 * @return milliseconds
	 */
	public double recoveryMax() {
		return Arrays.stream(this.recoveries).max().orElse(0);
	}

	/**
	 * Returns the line of the report; reads that were stale count as lost.
	 * @return one line
	 */
	public String line() {
		return String.format(Locale.ROOT,
				"fault=%s acked=%d lost=%d lost_async=%d twice=%d unknown=%d errors_outside_window=%d "
						+ "recovery_ms_p99=%.0f recovery_ms_max=%.0f throughput_after=%.2f",
				this.fault, this.tally.acknowledged(), this.tally.lost() + this.stale, this.tally.lostAsync(),
				this.tally.twice(), this.tally.unknown(), this.errorsOutside, recoveryP99(), recoveryMax(),
				this.throughputAfter);
	}

	/**
	 * Returns the exceptions in a few words each, for those who look into a failure.
	 * @return a line for each kind
	 */
	public String exceptionLines() {
		return this.exceptions.entrySet()
			.stream()
			.map((entry) -> "  " + entry.getValue() + " x " + entry.getKey())
			.collect(Collectors.joining("\n"));
	}

}
