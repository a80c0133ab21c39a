/**
 * The public face of the client: what an application calls, configures and catches.
 * Nothing here touches a socket; the work is done by the {@code internal} packages, which
 * may change at any time.
 */
@NullMarked
package io.rediscluster.client;

import org.jspecify.annotations.NullMarked;
