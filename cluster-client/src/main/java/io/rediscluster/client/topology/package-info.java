/**
 * What the cluster looks like: immutable descriptions of nodes, shards and slots. Nothing
 * here loads, refreshes or connects.
 */
@NullMarked
package io.rediscluster.client.topology;

import org.jspecify.annotations.NullMarked;
