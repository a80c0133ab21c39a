/**
 * Makes a connection factory of what {@code application.yml} says, and wires health and
 * metrics. What health and metrics do lives in the packages beside this one.
 */
@NullMarked
package io.rediscluster.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;
