/**
 * The cluster client as a spring-data-redis connection factory: a thin, regular
 * translation of commands, replies and exceptions. Routing and merging are the client's;
 * nothing here knows Spring Boot.
 */
@NullMarked
package io.rediscluster.spring.data;

import org.jspecify.annotations.NullMarked;
