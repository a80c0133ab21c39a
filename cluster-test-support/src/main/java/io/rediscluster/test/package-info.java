/**
 * Redis servers for tests, as processes ({@code Embedded…}) and in memory
 * ({@code Fake…}), and a proxy that breaks connections. Nothing here knows the client or
 * Spring; what a test expects of them is not here either.
 */
@NullMarked
package io.rediscluster.test;

import org.jspecify.annotations.NullMarked;
