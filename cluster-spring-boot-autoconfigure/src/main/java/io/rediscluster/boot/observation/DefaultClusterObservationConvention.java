package io.rediscluster.boot.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.rediscluster.boot.observation.ClusterObservationDocumentation.HighCardinality;
import io.rediscluster.boot.observation.ClusterObservationDocumentation.LowCardinality;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Command;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.topology.Node;
import org.jspecify.annotations.Nullable;

/**
 * Names observed commands by OpenTelemetry's conventions for databases. Stateless and
 * thread safe.
 */
public final class DefaultClusterObservationConvention implements ClusterObservationConvention {

	static final String PIPELINE = "PIPELINE";

	private static final KeyValue REDIS = LowCardinality.SYSTEM.withValue("redis");

	private static final KeyValue NO_STATUS = LowCardinality.STATUS.withValue(KeyValue.NONE_VALUE);

	private static final KeyValue NO_ERROR = LowCardinality.ERROR.withValue(KeyValue.NONE_VALUE);

	@Override
	public String getName() {
		return "db.client.operation";
	}

	@Override
	public String getContextualName(ClusterOperationContext context) {
		return operation(context);
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(ClusterOperationContext context) {
		Throwable error = context.getError();
		return KeyValues.of(REDIS, LowCardinality.OPERATION.withValue(operation(context)),
				LowCardinality.SERVER_ADDRESS.withValue(context.getServer().host()),
				LowCardinality.SERVER_PORT.withValue(Integer.toString(context.getServer().port())),
				(error instanceof ServerErrorException reply) ? LowCardinality.STATUS.withValue(reply.code())
						: NO_STATUS,
				(error != null) ? LowCardinality.ERROR.withValue(error.getClass().getName()) : NO_ERROR);
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(ClusterOperationContext context) {
		KeyValues values = KeyValues.empty();
		if (context.getBatchSize() > 1) {
			values = values.and(HighCardinality.BATCH_SIZE.withValue(Integer.toString(context.getBatchSize())));
		}
		Node node = node(context.getError());
		if (node != null) {
			values = values.and(HighCardinality.PEER_ADDRESS.withValue(node.address().host()),
					HighCardinality.PEER_PORT.withValue(Integer.toString(node.address().port())));
		}
		return values;
	}

	private static @Nullable Node node(@Nullable Throwable error) {
		return (error instanceof ClusterClientException failure) ? failure.details().node() : null;
	}

	private static String operation(ClusterOperationContext context) {
		String operation = context.getOperation();
		String command = operation.startsWith(PIPELINE + " ") ? operation.substring(PIPELINE.length() + 1) : operation;
		return (command.equals(PIPELINE) || Command.isKnown(command)) ? operation : "other";
	}

}
