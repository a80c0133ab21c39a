/**
 * The clients without Spring, each used as its own documentation recommends.
 */
@NullMarked
package io.rediscluster.benchmarks.raw;

import org.jspecify.annotations.NullMarked;
