/**
 * Gives an application's tests a real cluster by one annotation. How clusters are started
 * lives in {@code io.rediscluster.test}, where tests without Spring use it directly.
 */
@NullMarked
package io.rediscluster.boot.test;

import org.jspecify.annotations.NullMarked;
