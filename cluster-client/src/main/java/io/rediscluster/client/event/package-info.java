/**
 * What the client tells about itself while it runs: immutable events and the listener
 * that receives them.
 */
@NullMarked
package io.rediscluster.client.event;

import org.jspecify.annotations.NullMarked;
