/**
 * A load whose every write is known, faults of a real cluster, and what became of the
 * writes. Knows clients under test as {@link io.rediscluster.chaos.Target} only; how a
 * client reaches its results is not its business.
 */
@NullMarked
package io.rediscluster.chaos;

import org.jspecify.annotations.NullMarked;
