/**
 * Walks over keys and over the elements of keys, and changes of the cluster that take
 * more than one command, as moving slots. Which node is asked for what, and when
 * something must begin again, is decided here; how a request travels is not.
 */
@NullMarked
package io.rediscluster.client.internal.keyspace;

import org.jspecify.annotations.NullMarked;
