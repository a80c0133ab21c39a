/**
 * The public face of the client: everything an application calls. Nothing here touches a
 * socket.
 */
@NullMarked
package io.rediscluster.client;

import org.jspecify.annotations.NullMarked;
