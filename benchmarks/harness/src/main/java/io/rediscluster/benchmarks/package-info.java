/**
 * What is measured and how: workloads, rounds, figures, the report. Knows none of the
 * clients; each class path brings its own {@link io.rediscluster.benchmarks.Subject
 * subjects}.
 */
@NullMarked
package io.rediscluster.benchmarks;

import org.jspecify.annotations.NullMarked;
