/**
 * Judges the health of a cluster as the client sees it. Usable without
 * auto-configuration; its wiring lives in {@code io.rediscluster.boot.autoconfigure}.
 */
@NullMarked
package io.rediscluster.boot.health;

import org.jspecify.annotations.NullMarked;
