package io.rediscluster.client.internal.resp;

import org.jspecify.annotations.Nullable;

/**
 * A push frame: sent by the server on its own account, an answer to nothing.
 *
 * @param elements the kind of the push, then its content
 */
public record PushValue(@Nullable Object[] elements) {
}
