/**
 * Counting and telling what happens: the counters behind the client's statistics and the
 * guarded call of the application's listener.
 */
@NullMarked
package io.rediscluster.client.internal.telemetry;

import org.jspecify.annotations.NullMarked;
