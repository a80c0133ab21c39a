/**
 * The client behind the public face. Everything below this package may change at any
 * time.
 */
@NullMarked
package io.rediscluster.client.internal;

import org.jspecify.annotations.NullMarked;
