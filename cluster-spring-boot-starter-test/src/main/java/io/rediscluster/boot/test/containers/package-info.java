/**
 * A cluster of containers for tests, and the service connections that make an application
 * context use it with its mapped ports. Needs Testcontainers on the class path; clusters
 * without containers live in {@code io.rediscluster.boot.test}.
 */
@NullMarked
package io.rediscluster.boot.test.containers;

import org.jspecify.annotations.NullMarked;
