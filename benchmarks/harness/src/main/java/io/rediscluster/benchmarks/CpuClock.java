package io.rediscluster.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Who used the CPUs, as Linux counts it. On other systems everything reads as 0.
 */
final class CpuClock {

	/** Linux reports /proc/stat in hundredths of a second, whatever its own tick is. */
	private static final long TICK_NANOS = 10_000_000L;

	private final List<Path> servers;

	private final List<Path> helpers;

	/**
	 * Watches processes.
	 * @param servers ids of the servers
	 * @param helpers ids of other processes that belong to the measurement
	 */
	CpuClock(List<Long> servers, List<Long> helpers) {
		this.servers = servers.stream().map(CpuClock::tasks).toList();
		this.helpers = helpers.stream().map(CpuClock::tasks).toList();
	}

	private static Path tasks(long pid) {
		return Path.of("/proc", Long.toString(pid), "task");
	}

	/** CPU time of this process in nanoseconds. */
	static long own() {
		return (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system)
				? system.getProcessCpuTime() : 0;
	}

	/** CPU time of the servers in nanoseconds. */
	long servers() {
		return this.servers.stream().mapToLong(CpuClock::nanos).sum();
	}

	/** CPU time of everything that belongs to the measurement, in nanoseconds. */
	long all() {
		return own() + servers() + this.helpers.stream().mapToLong(CpuClock::nanos).sum();
	}

	private static long nanos(Path tasks) {
		long nanos = 0;
		List<Path> threads = new ArrayList<>();
		try (DirectoryStream<Path> stream = Files.newDirectoryStream(tasks)) {
			stream.forEach(threads::add);
		}
		catch (IOException ex) {
			return 0;
		}
		for (Path thread : threads) {
			try {
				nanos += Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", 2)[0]);
			}
			catch (IOException ex) {
				// the thread has ended
			}
		}
		return nanos;
	}

	/** CPU time that the whole machine used or was denied, in nanoseconds. */
	static long machine() {
		try {
			String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).trim().split(" +");
			// user nice system idle iowait irq softirq steal
			long ticks = 0;
			for (int i : new int[] { 1, 2, 3, 6, 7, 8 }) {
				ticks += Long.parseLong(fields[i]);
			}
			return ticks * TICK_NANOS;
		}
		catch (IOException ex) {
			return 0;
		}
	}

}
