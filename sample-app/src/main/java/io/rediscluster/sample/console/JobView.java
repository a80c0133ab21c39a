package io.rediscluster.sample.console;

import org.jspecify.annotations.Nullable;

/**
 * A change of the topology that takes a while.
 *
 * @param title what it does
 * @param done how much is done
 * @param total how much there is to do; 0 if that is not known
 * @param running whether it goes on
 * @param failure why it ended early, or {@code null}
 */
record JobView(String title, int done, int total, boolean running, @Nullable String failure) {
}
