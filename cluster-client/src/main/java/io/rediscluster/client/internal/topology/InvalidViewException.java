package io.rediscluster.client.internal.topology;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a node's answer is of no use: it is not part of a cluster, knows no slots,
 * or speaks nonsense.
 */
public final class InvalidViewException extends IOException {

	InvalidViewException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
