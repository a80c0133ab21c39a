/**
 * The same random calls on our connection to a cluster and on a connection of another
 * driver to a single server, and the comparison of what they return. No tests of single
 * commands.
 */
@NullMarked
package io.rediscluster.spring.data.differential;

import org.jspecify.annotations.NullMarked;
