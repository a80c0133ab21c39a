package io.rediscluster.benchmarks;

import java.util.Locale;

/**
 * The figures of one round.
 *
 * @param workload the workload's name
 * @param subject the client's name
 * @param round the number of the round
 * @param rate operations a second
 * @param clientCpu CPU time of the client's process per operation, µs
 * @param serverCpu CPU time of the servers per operation, µs
 * @param allocated heap bytes allocated by the client's process per operation
 * @param foreign cores that other processes used in the meantime
 * @param p50 median latency, µs
 * @param p99 99th percentile, µs
 * @param p999 99.9th percentile, µs
 */
record Sample(String workload, String subject, int round, double rate, double clientCpu, double serverCpu,
		double allocated, double foreign, double p50, double p99, double p999) {

	private static final String MARK = "sample";

	/**
	 * Returns the line that a measuring process prints.
	 */
	String line() {
		return String.format(Locale.ROOT, "%s\t%s\t%s\t%d\t%.2f\t%.3f\t%.3f\t%.1f\t%.3f\t%.1f\t%.1f\t%.1f", MARK,
				this.workload, this.subject, this.round, this.rate, this.clientCpu, this.serverCpu, this.allocated,
				this.foreign, this.p50, this.p99, this.p999);
	}

	static boolean isLine(String line) {
		return line.startsWith(MARK + "\t");
	}

	static Sample parse(String line) {
		String[] fields = line.split("\t", -1);
		double[] numbers = new double[fields.length];
		for (int i = 4; i < fields.length; i++) {
			numbers[i] = Double.parseDouble(fields[i]);
		}
		return new Sample(fields[1], fields[2], Integer.parseInt(fields[3]), numbers[4], numbers[5], numbers[6],
				numbers[7], numbers[8], numbers[9], numbers[10], numbers[11]);
	}

}
