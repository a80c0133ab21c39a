/**
 * Connections to nodes: opening them, sharing them, watching them. Nothing here knows
 * which node a command belongs to or whether it may be repeated.
 */
@NullMarked
package io.rediscluster.client.internal.connection;

import org.jspecify.annotations.NullMarked;
