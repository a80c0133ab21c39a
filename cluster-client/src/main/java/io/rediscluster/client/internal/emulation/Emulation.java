package io.rediscluster.client.internal.emulation;

import io.rediscluster.client.ClusterClientException;
import org.jspecify.annotations.Nullable;

/**
 * How a command over several slots is carried out. Stateless and thread safe.
 */
@FunctionalInterface
public interface Emulation {

	/**
	 * Carries out one call.
	 * @param call the call
	 * @return the value of the reply, as the server itself would give it
	 * @throws ClusterClientException with the state that is left
	 */
	@Nullable Object run(EmulatedCall call);

}
