package io.rediscluster.chaos;

import java.time.Duration;

import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedClusterBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Something that happens to a cluster while clients write to it.
 *
 * @param name its name in reports
 * @param kind what must not be lost
 * @param scenery the cluster it needs
 * @param readsReplicas whether the load reads from replicas
 * @param password the password of the load's user, or {@code null} if none is asked for
 * @param plot what happens; returns when the cluster is sound again
 */
public record Fault(String name, Kind kind, Scenery scenery, boolean readsReplicas, @Nullable String password,
		Plot plot) {

	/** The user of the load where one is asked for. */
	public static final String USER = "load";

	/** Short, so that a failover takes a second or two. */
	static final Duration NODE_TIMEOUT = Duration.ofSeconds(1);

	Fault(String name, Kind kind, Scenery scenery, Plot plot) {
		this(name, kind, scenery, false, null, plot);
	}

	EmbeddedCluster cluster() {
		EmbeddedClusterBuilder builder = EmbeddedCluster.builder().nodeTimeout(NODE_TIMEOUT);
		String password = this.password;
		if (password != null) {
			builder.aclUser(USER, password, "~*", "&*", "+@all");
		}
		return this.scenery.set(builder).start();
	}

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * What counts as a loss.
	 */
	public enum Kind {

		/** No server dies with data: every acknowledged write must last. */
		STRICT,

		/** A server dies with what it had not replicated: replicated writes must last. */
		CRASH

	}

	/**
	 * Describes the cluster.
	 */
	@FunctionalInterface
	interface Scenery {

		EmbeddedClusterBuilder set(EmbeddedClusterBuilder builder);

	}

	/**
	 * Lets it happen.
	 */
	@FunctionalInterface
	interface Plot {

		void play(Stage stage) throws Exception;

	}

}
