/**
 * {@code StringRedisTemplate} over each driver, in the versions that Spring Boot manages.
 */
@NullMarked
package io.rediscluster.benchmarks.template;

import org.jspecify.annotations.NullMarked;
