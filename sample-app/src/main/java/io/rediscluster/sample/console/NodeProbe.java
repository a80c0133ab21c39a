package io.rediscluster.sample.console;

import io.rediscluster.client.topology.Node;

/**
 * Asks one node how it is. May block for a while and throw what it likes: whoever asks
 * waits no longer than they want to.
 */
@FunctionalInterface
interface NodeProbe {

	NodeAnswer ask(Node node);

}
