package io.rediscluster.spring.data;

import java.util.Objects;
import java.util.function.Supplier;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.ReadFrom;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConnection;

/**
 * Makes connections to a Redis Cluster that all share one {@link ClusterClient}: getting
 * and closing a connection costs no I/O. Thread safe; connections are for one thread.
 * <p>
 * The client connects when the factory is started, which an application context does
 * after all beans are made. A connection that is used earlier, but after
 * {@link #afterPropertiesSet()}, connects it then; so does a use after {@link #stop()},
 * so that beans can still reach the cluster while the context closes. Outside of a
 * context call {@link #afterPropertiesSet()} or {@link #start()}, and {@link #destroy()}
 * at the end.
 */
public final class ClusterConnectionFactory
		implements RedisConnectionFactory, InitializingBean, DisposableBean, SmartLifecycle {

	private final ClientLifecycle lifecycle;

	private final @Nullable ReadFrom readFrom;

	private volatile @Nullable View view;

	private boolean convertPipelineAndTxResults = true;

	private boolean autoStartup = true;

	private boolean earlyStartup = true;

	private boolean failFast = true;

	private int phase;

	/**
	 * Makes a factory that connects and closes a client of its own.
	 * @param options where the cluster is and how to talk to it
	 */
	public ClusterConnectionFactory(ClusterClientOptions options) {
		Objects.requireNonNull(options, "options");
		this.lifecycle = new ClientLifecycle(() -> ClusterClient.connect(options));
		this.readFrom = null;
	}

	/**
	 * Makes a factory that takes its client from elsewhere.
	 * @param connector called for a connected client whenever the factory needs one: at
	 * its start, and again when it is used after a stop. The factory closes what it gets;
	 * for a client that lives longer supply a view of it
	 * ({@link ClusterClient#withReadFrom}), whose closing closes nothing.
	 */
	public ClusterConnectionFactory(Supplier<ClusterClient> connector) {
		Objects.requireNonNull(connector, "connector");
		this.lifecycle = new ClientLifecycle(connector);
		this.readFrom = null;
	}

	private ClusterConnectionFactory(ClientLifecycle lifecycle, ReadFrom readFrom) {
		this.lifecycle = lifecycle;
		this.readFrom = readFrom;
	}

	/**
	 * Returns a factory whose connections read from somewhere else. It shares this
	 * factory's client and its life: it can be used whenever this one can, and starting,
	 * stopping or destroying it does nothing.
	 * @param readFrom where read-only commands go
	 * @return a new factory
	 */
	public ClusterConnectionFactory withReadFrom(ReadFrom readFrom) {
		Objects.requireNonNull(readFrom, "readFrom");
		ClusterConnectionFactory factory = new ClusterConnectionFactory(this.lifecycle, readFrom);
		factory.setConvertPipelineAndTxResults(this.convertPipelineAndTxResults);
		factory.setAutoStartup(this.autoStartup);
		factory.setPhase(this.phase);
		return factory;
	}

	/**
	 * Returns the client behind the connections, for what Spring Data has no method for.
	 * Connects it if it is not connected.
	 * @return the client; not to be closed by the caller
	 * @throws IllegalStateException if the factory is not initialized or was destroyed
	 * @throws ClusterClientException if the cluster cannot be reached
	 */
	public ClusterClient getClient() {
		ClusterClient client = this.lifecycle.client();
		return (this.readFrom != null) ? view(client, this.readFrom) : client;
	}

	/**
	 * Returns the client behind the connections if it is connected, without any I/O and
	 * without ever connecting it.
	 * @return the client, or {@code null}
	 */
	public @Nullable ClusterClient getClientIfConnected() {
		ClusterClient client = this.lifecycle.clientIfConnected();
		return (client != null && this.readFrom != null) ? view(client, this.readFrom) : client;
	}

	private ClusterClient view(ClusterClient client, ReadFrom readFrom) {
		View view = this.view;
		if (view == null || view.of != client) {
			view = new View(client, client.withReadFrom(readFrom));
			this.view = view;
		}
		return view.client;
	}

	/**
	 * Returns a new connection; costs no I/O once the client is connected.
	 * @throws IllegalStateException if the factory is not initialized or was destroyed
	 * @throws DataAccessException if the cluster cannot be reached
	 */
	@Override
	public RedisClusterConnection getConnection() {
		try {
			return new ClusterConnection(getClient(), this.convertPipelineAndTxResults);
		}
		catch (ClusterClientException ex) {
			throw ExceptionTranslator.translate(ex);
		}
	}

	/**
	 * Returns the same as {@link #getConnection()}.
	 */
	@Override
	public RedisClusterConnection getClusterConnection() {
		return getConnection();
	}

	/**
	 * Always throws: a cluster has no sentinels.
	 */
	@Override
	public RedisSentinelConnection getSentinelConnection() {
		throw new InvalidDataAccessResourceUsageException("A Redis Cluster has no sentinels");
	}

	/**
	 * Translates what the client throws.
	 * @return the counterpart in Spring's hierarchy, or {@code null} for an exception
	 * that is not the client's
	 */
	@Override
	public @Nullable DataAccessException translateExceptionIfPossible(RuntimeException ex) {
		return (ex instanceof ClusterClientException failure) ? ExceptionTranslator.translate(failure) : null;
	}

	@Override
	public boolean getConvertPipelineAndTxResults() {
		return this.convertPipelineAndTxResults;
	}

	/**
	 * Sets whether the results of pipelines and transactions have the types of Spring's
	 * interfaces. Default: yes. Otherwise they are plain replies (byte arrays, strings,
	 * numbers, lists) and templates do not deserialize them.
	 * @param convertPipelineAndTxResults whether to convert
	 */
	public void setConvertPipelineAndTxResults(boolean convertPipelineAndTxResults) {
		this.convertPipelineAndTxResults = convertPipelineAndTxResults;
	}

	/**
	 * Makes connections available, unless {@link #setEarlyStartup} says otherwise. Does
	 * no I/O: the client connects at the first use or at the start.
	 */
	@Override
	public void afterPropertiesSet() {
		if (this.readFrom == null && this.earlyStartup) {
			this.lifecycle.initialize();
		}
	}

	/**
	 * Connects the client. Does nothing if it is connected.
	 * @throws ClusterClientException if the cluster cannot be reached and
	 * {@link #setFailFast} was not switched off
	 */
	@Override
	public void start() {
		if (this.readFrom == null) {
			this.lifecycle.start(this.failFast);
		}
	}

	/**
	 * Closes the client with all its connections and threads. The factory can be started
	 * or used again.
	 */
	@Override
	public void stop() {
		if (this.readFrom == null) {
			this.lifecycle.stop();
		}
	}

	/**
	 * Closes the client for good.
	 */
	@Override
	public void destroy() {
		if (this.readFrom == null) {
			this.lifecycle.destroy();
		}
	}

	@Override
	public boolean isRunning() {
		return this.lifecycle.isRunning();
	}

	@Override
	public boolean isAutoStartup() {
		return this.autoStartup;
	}

	/**
	 * Sets whether an application context starts the factory. Default: yes.
	 * @param autoStartup whether it does
	 */
	public void setAutoStartup(boolean autoStartup) {
		this.autoStartup = autoStartup;
	}

	/**
	 * Sets whether connections can be had before the factory is started, once its
	 * properties are set. Default: yes.
	 * @param earlyStartup whether they can
	 */
	public void setEarlyStartup(boolean earlyStartup) {
		this.earlyStartup = earlyStartup;
	}

	/**
	 * Sets whether the start fails if the cluster cannot be reached. Default: yes.
	 * Otherwise the failure is logged and the first use of a connection tries again.
	 * @param failFast whether it fails
	 */
	public void setFailFast(boolean failFast) {
		this.failFast = failFast;
	}

	@Override
	public int getPhase() {
		return this.phase;
	}

	/**
	 * Sets the phase in which a context starts and stops the factory. Default: 0, which
	 * is before message listener containers start and after they stop.
	 * @param phase the phase
	 */
	public void setPhase(int phase) {
		this.phase = phase;
	}

	private record View(ClusterClient of, ClusterClient client) {
	}

}
