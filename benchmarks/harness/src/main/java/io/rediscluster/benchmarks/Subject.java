package io.rediscluster.benchmarks;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A client that is measured, connected to the cluster. It brings its keys in the type it
 * likes best, made before the measurement. Thread safe.
 */
public interface Subject extends AutoCloseable {

	/**
	 * Returns what a thread calls. Called once per thread before the round begins; closed
	 * after it.
	 * @return the calls
	 */
	Caller caller();

	/**
	 * Tells whether the client can do a workload at all.
	 * @param workload the workload
	 * @return whether it takes part
	 */
	default boolean supports(Workload workload) {
		return true;
	}

	@Override
	void close() throws Exception;

	/**
	 * The calls of one thread. Replies are byte arrays or text.
	 */
	interface Caller extends AutoCloseable {

		/**
		 * Reads a small value.
		 * @param key the index of the key
		 * @return its value
		 */
		@Nullable Object get(int key) throws Exception;

		/**
		 * Writes a small value.
		 * @param key the index of the key
		 */
		default void set(int key) throws Exception {
			throw new UnsupportedOperationException();
		}

		/**
		 * Reads a large value.
		 * @param key the index of the key
		 * @return its value
		 */
		default @Nullable Object large(int key) throws Exception {
			throw new UnsupportedOperationException();
		}

		/**
		 * Reads small values in one pipeline.
		 * @param keys the indexes of the keys
		 * @param values receives the values
		 */
		default void pipeline(int[] keys, @Nullable Object[] values) throws Exception {
			throw new UnsupportedOperationException();
		}

		/**
		 * Reads small values with one MGET.
		 * @param keys the indexes of the keys
		 * @param values receives the values
		 */
		default void mget(int[] keys, @Nullable Object[] values) throws Exception {
			throw new UnsupportedOperationException();
		}

		@Override
		default void close() throws Exception {
			// most own nothing
		}

	}

	/**
	 * Connects a client.
	 */
	@FunctionalInterface
	interface Connector {

		/**
		 * Connects.
		 * @param nodes addresses of nodes, {@code host:port}
		 * @return the client
		 */
		Subject connect(List<String> nodes) throws Exception;

	}

}
