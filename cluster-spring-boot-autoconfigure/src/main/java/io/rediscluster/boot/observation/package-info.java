/**
 * Spans and timers of commands through Micrometer's observations, named by
 * OpenTelemetry's conventions for databases. Usable without auto-configuration; its
 * wiring lives in {@code io.rediscluster.boot.autoconfigure}.
 */
@NullMarked
package io.rediscluster.boot.observation;

import org.jspecify.annotations.NullMarked;
