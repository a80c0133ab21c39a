package io.rediscluster.boot.observation;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import io.rediscluster.client.topology.HostAndPort;

/**
 * What is known about an observed command or pipeline. Holds no argument values. Confined
 * to the observation it belongs to.
 */
public final class ClusterOperationContext extends SenderContext<Object> {

	private final String operation;

	private final int batchSize;

	private final HostAndPort server;

	/**
	 * Makes a context.
	 * @param operation the command's name, or {@code PIPELINE}
	 * @param batchSize how many commands there are
	 * @param server the first address that the client was given
	 */
	ClusterOperationContext(String operation, int batchSize, HostAndPort server) {
		super((carrier, key, value) -> {
			// the protocol has no place for the trace
		}, Kind.CLIENT);
		this.operation = operation;
		this.batchSize = batchSize;
		this.server = server;
		setCarrier(this);
		setRemoteServiceName("redis");
		setRemoteServiceAddress(server.toString());
	}

	/**
	 * Returns what is carried out.
	 * @return the command's name, {@code PIPELINE}, or {@code PIPELINE} with the name
	 * that all its commands share
	 */
	public String getOperation() {
		return this.operation;
	}

	/**
	 * Returns how many commands there are.
	 * @return 1 for a single command
	 */
	public int getBatchSize() {
		return this.batchSize;
	}

	/**
	 * Returns the address that stands for the cluster.
	 * @return the first seed
	 */
	public HostAndPort getServer() {
		return this.server;
	}

}
