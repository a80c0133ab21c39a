package io.rediscluster.sample.console;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The load, as the page shows it.
 *
 * @param running whether it has operations under way or is being cleaned up behind
 * @param threads its threads
 * @param mix the label of its mix, {@code shop} for that of {@code /load}
 * @param bulk whether some operations have ten keys
 * @param startedAt when it began, milliseconds since 1970
 * @param endsAt when it ends by itself
 * @param operations operations since its start
 * @param failures failures since its start, by kind
 */
record LoadView(boolean running, int threads, @Nullable String mix, boolean bulk, long startedAt, long endsAt,
		long operations, Map<String, Long> failures) {
}
