/**
 * The sample application: how it starts, which cluster it uses, what it prints. The shop
 * and the load generator live in packages of their own and know nothing of this one.
 */
@NullMarked
package io.rediscluster.sample;

import org.jspecify.annotations.NullMarked;
