/**
 * Real and fake Redis servers for tests: nothing here knows the client or Spring.
 */
@NullMarked
package io.rediscluster.test;

import org.jspecify.annotations.NullMarked;
