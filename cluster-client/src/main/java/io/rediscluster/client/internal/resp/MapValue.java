package io.rediscluster.client.internal.resp;

import org.jspecify.annotations.Nullable;

/**
 * A map reply, in the server's order.
 *
 * @param flat keys and values in turn: k, v, k, v; of even length
 */
public record MapValue(@Nullable Object[] flat) {
}
