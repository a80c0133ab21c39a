/**
 * The tests of an application that the page on testing shows: on an embedded cluster, on
 * one that they break, on one of containers.
 */
package io.rediscluster.docs.testing;
