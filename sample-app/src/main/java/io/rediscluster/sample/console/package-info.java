/**
 * The cluster console: a page that shows the cluster, the client and a load live, and
 * that can break the embedded cluster and repair it.
 */
@NullMarked
package io.rediscluster.sample.console;

import org.jspecify.annotations.NullMarked;
