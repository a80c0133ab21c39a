/**
 * Makes connection factories of what {@code application.yml} says, explains what keeps
 * them from starting, and wires health, meters, spans and the endpoint. What these do
 * lives in the packages beside this one, and what a connection does in
 * {@code io.rediscluster.spring.data}.
 */
@NullMarked
package io.rediscluster.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;
