package io.rediscluster.client.internal.command;

import org.jspecify.annotations.Nullable;

/** Placeholder. */
final class ReplyShapes {

	static @Nullable Object normalise(BoundCommand command, @Nullable Object value) {
		return value;
	}

}
