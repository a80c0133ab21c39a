/**
 * Carrying out commands: choosing nodes, following redirects, repeating what may be
 * repeated, splitting and merging. Nothing here reads or writes sockets.
 */
@NullMarked
package io.rediscluster.client.internal.execution;

import org.jspecify.annotations.NullMarked;
