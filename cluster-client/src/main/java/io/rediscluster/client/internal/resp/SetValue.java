package io.rediscluster.client.internal.resp;

import org.jspecify.annotations.Nullable;

/**
 * A set reply, in the server's order.
 *
 * @param elements the members as read
 */
public record SetValue(@Nullable Object[] elements) {
}
