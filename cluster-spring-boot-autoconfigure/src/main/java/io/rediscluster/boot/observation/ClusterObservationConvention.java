package io.rediscluster.boot.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names observed commands. A bean of this type replaces
 * {@link DefaultClusterObservationConvention}.
 */
public interface ClusterObservationConvention extends ObservationConvention<ClusterOperationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof ClusterOperationContext;
	}

}
