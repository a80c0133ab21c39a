/**
 * Mixed traffic on demand, measured: what {@code /load} drives and answers. Touches only
 * keys of its own, never those of the shop.
 */
@NullMarked
package io.rediscluster.sample.load;

import org.jspecify.annotations.NullMarked;
