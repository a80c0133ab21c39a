/**
 * A small shop that keeps everything in the cluster: catalogue, carts, best sellers, and
 * their REST endpoints. Written against Spring Data Redis and Spring's cache only; knows
 * no client library.
 */
@NullMarked
package io.rediscluster.sample.shop;

import org.jspecify.annotations.NullMarked;
