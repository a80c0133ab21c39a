package io.rediscluster.client.internal.keyspace;

import java.time.Duration;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Command;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Reply;
import io.rediscluster.client.internal.execution.ClusterExecutor.Located;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Topology;

/**
 * What walks need of the client: single nodes that answer, and a topology. Thread safe.
 */
public interface NodeCalls {

	/**
	 * Returns the topology as it is known.
	 * @return a snapshot; does no I/O
	 */
	Topology topology();

	/**
	 * Loads the topology again and waits for it.
	 * @throws ClusterClientException if no node gave one in time
	 */
	void refresh();

	/**
	 * Sends a command to one node and waits for its reply; redirects are not followed.
	 * @param node the node
	 * @param command the command
	 * @return the reply
	 * @throws ClusterClientException if there is none, or it is an error
	 */
	Reply at(Node node, Command command);

	/**
	 * Sends a command to a node that has its key and waits for its reply; redirects are
	 * followed.
	 * @param command the command
	 * @param readFrom where to read
	 * @return the reply and the node that gave it
	 * @throws ClusterClientException if there is none, or it is an error
	 */
	Located bySlot(Command command, ReadFrom readFrom);

	/**
	 * Returns how long one call may take, retries included.
	 * @return a positive duration
	 */
	Duration timeout();

	/**
	 * Returns how often a walk may begin again where the cluster changes.
	 * @return at least 1
	 */
	int maxRounds();

	/**
	 * Tells whether the client is closed.
	 * @return whether waiting cannot help any more
	 */
	boolean isClosed();

}
