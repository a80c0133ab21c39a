/**
 * Turns what the client tells about itself into Micrometer meters. Usable without
 * auto-configuration; its wiring lives in {@code io.rediscluster.boot.autoconfigure}.
 */
@NullMarked
package io.rediscluster.boot.metrics;

import org.jspecify.annotations.NullMarked;
