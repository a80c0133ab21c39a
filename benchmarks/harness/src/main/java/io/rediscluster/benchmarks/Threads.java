package io.rediscluster.benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;

/**
 * What newer JDKs can do and JDK 17, which this is compiled for, does not know.
 */
final class Threads {

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private static final MethodHandles.Lookup LOOKUP = MethodHandles.publicLookup();

	private Threads() {
	}

	static boolean hasVirtual() {
		return Runtime.version().feature() >= 21;
	}

	/**
	 * Starts a thread.
	 */
	static Thread start(boolean virtual, Runnable task) {
		if (virtual) {
			try {
				MethodHandle start = LOOKUP.findStatic(Thread.class, "startVirtualThread",
						MethodType.methodType(Thread.class, Runnable.class));
				return (Thread) start.invokeExact(task);
			}
			catch (Throwable ex) {
				throw new IllegalStateException("virtual threads need JDK 21", ex);
			}
		}
		Thread thread = new Thread(task, "caller");
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	/**
	 * Returns the heap bytes that all threads have allocated, ended ones included from
	 * JDK 21 on.
	 */
	static long allocated() {
		if (hasVirtual()) {
			try {
				MethodHandle total = LOOKUP.findVirtual(ThreadMXBean.class, "getTotalThreadAllocatedBytes",
						MethodType.methodType(long.class));
				return (long) total.invokeExact(THREADS);
			}
			catch (Throwable ex) {
				throw new IllegalStateException(ex);
			}
		}
		long sum = 0;
		for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
			sum += Math.max(0, bytes);
		}
		return sum;
	}

}
