/**
 * The actuator endpoint {@code rediscluster}: what clients know about their clusters.
 * Usable without auto-configuration; its wiring lives in
 * {@code io.rediscluster.boot.autoconfigure}.
 */
@NullMarked
package io.rediscluster.boot.endpoint;

import org.jspecify.annotations.NullMarked;
