package io.rediscluster.chaos;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A client under load. Used by many threads at once.
 */
public interface Target extends AutoCloseable {

	/**
	 * Returns what the client can do on a cluster.
	 * @return the modes in which it may be used
	 */
	Set<Mode> modes();

	/**
	 * Carries out writes and tells each what came of it.
	 * @param mode how; one of {@link #modes()}
	 * @param writes the writes, all of different keys
	 * @return the last exception, for the report, or {@code null} if all succeeded
	 */
	@Nullable Exception perform(Mode mode, List<Write> writes);

	/**
	 * Reads a key.
	 * @param key the key
	 * @return its text, or {@code null}
	 */
	@Nullable String read(String key);

	/**
	 * Says what is wrong with the messages that the client should have delivered since it
	 * was asked last. The cluster is sound.
	 * @return a line for each trouble; empty too if the client is not asked to subscribe
	 */
	default List<String> pubSubTroubles() {
		return List.of();
	}

	@Override
	void close();

	/**
	 * Connects a client.
	 */
	@FunctionalInterface
	interface Factory {

		/**
		 * Connects.
		 * @param stage the cluster and how to reach it
		 * @return the client
		 */
		Target connect(Stage stage);

	}

}
