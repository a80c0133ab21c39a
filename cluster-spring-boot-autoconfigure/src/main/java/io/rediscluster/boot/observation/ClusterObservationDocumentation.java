package io.rediscluster.boot.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observation of commands and its keys, named by OpenTelemetry's conventions for
 * databases.
 */
public enum ClusterObservationDocumentation implements ObservationDocumentation {

	/** One command or one pipeline, with its redirects and retries. */
	OPERATION {
		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultClusterObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return LowCardinality.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HighCardinality.values();
		}
	};

	/**
	 * Keys with few values, which become tags of meters, too.
	 */
	public enum LowCardinality implements KeyName {

		/** Always {@code redis}. */
		SYSTEM("db.system.name"),

		/** The command or {@code PIPELINE}; {@code other} for unknown commands. */
		OPERATION("db.operation.name"),

		/** The first configured address, without its port. */
		SERVER_ADDRESS("server.address"),

		/** The port of the first configured address. */
		SERVER_PORT("server.port"),

		/** The code of an error reply, for example {@code WRONGTYPE}; else none. */
		STATUS("db.response.status_code"),

		/** The class of the exception; else none. */
		ERROR("error.type");

		private final String key;

		LowCardinality(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Keys with many values, for spans only.
	 */
	public enum HighCardinality implements KeyName {

		/** The number of commands of a pipeline. */
		BATCH_SIZE("db.operation.batch.size"),

		/** The node that a failed command was sent to. */
		PEER_ADDRESS("network.peer.address"),

		/** The port of that node. */
		PEER_PORT("network.peer.port");

		private final String key;

		HighCardinality(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}
