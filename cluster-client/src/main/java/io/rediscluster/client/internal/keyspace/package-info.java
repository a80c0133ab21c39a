/**
 * Walks over keys and over the elements of keys. Which node is asked for what, and when a
 * walk must begin again, is decided here; how a request travels is not.
 */
@NullMarked
package io.rediscluster.client.internal.keyspace;

import org.jspecify.annotations.NullMarked;
