package io.rediscluster.client.internal.connection;

import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.internal.telemetry.Telemetry;

/**
 * What every connection of a client shares.
 *
 * @param options the client's options
 * @param opener opens sockets
 * @param threads makes threads
 * @param watchdog ends calls at their deadline
 * @param telemetry is told what happens
 * @param load counts the blocking calls under way in the whole client
 */
public record ConnectionSettings(ClusterClientOptions options, ConnectionOpener opener, ClientThreads threads,
		Watchdog watchdog, Telemetry telemetry, Load load) {

	/**
	 * Makes the settings of a new client.
	 * @param options the client's options
	 * @return settings with threads and counters of their own; the watchdog is not
	 * started
	 */
	public static ConnectionSettings of(ClusterClientOptions options) {
		ClientThreads threads = new ClientThreads();
		return new ConnectionSettings(options, new ConnectionOpener(options), threads, new Watchdog(threads),
				new Telemetry(options.listener()), new Load(options.transport().directCalls()));
	}

}
