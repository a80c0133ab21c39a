package io.rediscluster.boot.autoconfigure;

import java.util.List;

import io.rediscluster.client.AddressMapper;
import io.rediscluster.client.CredentialsProvider;
import io.rediscluster.client.event.ClusterListener;
import org.jspecify.annotations.Nullable;

/**
 * The beans of the application that belong to one cluster: those without a qualifier to
 * the default cluster, those that are qualified with its name to another.
 *
 * @param credentials gives user and password, or {@code null}
 * @param addressMapper maps announced addresses, or {@code null}
 * @param listeners receive events
 * @param customizers change the options, in their order
 */
record ClusterParts(@Nullable CredentialsProvider credentials, @Nullable AddressMapper addressMapper,
		List<ClusterListener> listeners, List<ClusterClientOptionsBuilderCustomizer> customizers) {
}
