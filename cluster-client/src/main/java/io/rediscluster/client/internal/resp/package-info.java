/**
 * The wire format: reading replies and writing requests (RESP2 and RESP3). Nothing here
 * knows commands, nodes or sockets.
 */
@NullMarked
package io.rediscluster.client.internal.resp;

import org.jspecify.annotations.NullMarked;
