package io.rediscluster.boot.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Connects the application context of a test to a real Redis Cluster of three primaries
 * with a replica each, in child processes on loopback ports. Whatever the application's
 * properties say about addresses and their mapping, user, password and encryption does
 * not count; tuning does. All tests of a JVM share one cluster and its data: it starts
 * when the first context needs it, in about three seconds, and ends with the JVM. Needs
 * no Docker.
 * <p>
 * Only the default cluster is replaced: clusters under {@code redis-cluster.clusters}
 * keep their addresses.
 *
 * <pre class="code">
 * &#064;SpringBootTest
 * &#064;EmbeddedRedisCluster
 * class ShopTests {
 * }
 * </pre>
 *
 * {@code io.rediscluster.test.EmbeddedCluster.shared()} is that cluster, for tests that
 * want to look at it or to empty it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface EmbeddedRedisCluster {

}
