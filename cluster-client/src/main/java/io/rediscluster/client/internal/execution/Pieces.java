package io.rediscluster.client.internal.execution;

import java.util.List;
import java.util.function.Function;

import io.rediscluster.client.Outcome;
import io.rediscluster.client.Reply;

/**
 * What one command becomes that nobody waits for alone.
 *
 * @param calls what it is carried out with, at least one
 * @param join makes its reply of their outcomes, in order; throws what has gone wrong
 */
record Pieces(List<Progress> calls, Function<List<Outcome>, Reply> join) {

}
