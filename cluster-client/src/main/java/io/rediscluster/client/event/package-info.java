/**
 * What the client tells about itself while it runs: the listener that is told, and the
 * words for it. Nothing here decides anything.
 */
@NullMarked
package io.rediscluster.client.event;

import org.jspecify.annotations.NullMarked;
