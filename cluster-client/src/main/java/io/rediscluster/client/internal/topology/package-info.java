/**
 * Learning the topology: asking nodes, reading their answers, weighing them by epochs and
 * keeping the result fresh. Nothing here routes commands.
 */
@NullMarked
package io.rediscluster.client.internal.topology;

import org.jspecify.annotations.NullMarked;
