/**
 * The application that the quick start builds, step by step, and the tests that run it.
 */
package io.rediscluster.docs.quickstart;
