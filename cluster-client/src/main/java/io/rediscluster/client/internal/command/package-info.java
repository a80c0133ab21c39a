/**
 * What the client knows about commands: their keys, flags, routes and reply shapes,
 * driven by data. Nothing here sends anything.
 */
@NullMarked
package io.rediscluster.client.internal.command;

import org.jspecify.annotations.NullMarked;
