package io.rediscluster.benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.util.Objects;

import com.sun.management.ThreadMXBean;
import org.jspecify.annotations.Nullable;

/**
 * What newer JDKs can do and JDK 17, which this is compiled for, does not know.
 */
final class Threads {

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private static final @Nullable MethodHandle START = handle(Thread.class, "startVirtualThread", true,
			MethodType.methodType(Thread.class, Runnable.class));

	private static final @Nullable MethodHandle ALLOCATED = handle(ThreadMXBean.class, "getTotalThreadAllocatedBytes",
			false, MethodType.methodType(long.class));

	private Threads() {
	}

	private static @Nullable MethodHandle handle(Class<?> type, String name, boolean isStatic, MethodType signature) {
		MethodHandles.Lookup lookup = MethodHandles.publicLookup();
		try {
			return isStatic ? lookup.findStatic(type, name, signature) : lookup.findVirtual(type, name, signature);
		}
		catch (ReflectiveOperationException ex) {
			return null;
		}
	}

	static boolean hasVirtual() {
		return START != null;
	}

	/**
	 * Starts a thread.
	 */
	static Thread start(boolean virtual, Runnable task) {
		if (virtual) {
			return (Thread) call(START, task);
		}
		Thread thread = new Thread(task, "caller");
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private static Object call(@Nullable MethodHandle handle, Object argument) {
		try {
			return Objects.requireNonNull(handle, "needs JDK 21").invoke(argument);
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns the heap bytes that all threads have allocated; before JDK 21 only those of
	 * threads that live.
	 */
	static long allocated() {
		if (ALLOCATED != null) {
			return (Long) call(ALLOCATED, THREADS);
		}
		long sum = 0;
		for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
			sum += Math.max(0, bytes);
		}
		return sum;
	}

}
