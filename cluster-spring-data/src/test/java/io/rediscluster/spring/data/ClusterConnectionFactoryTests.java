package io.rediscluster.spring.data;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.rediscluster.client.CallDetails;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterUnavailableException;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.ServerErrorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.data.redis.ClusterStateFailureException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ClusterConnectionFactory}.
 */
@Timeout(60)
class ClusterConnectionFactoryTests {

	private final List<RecordingClusterClient> clients = new ArrayList<>();

	private final ClusterConnectionFactory factory = new ClusterConnectionFactory(this::connect);

	private ClusterClient connect() {
		RecordingClusterClient client = new RecordingClusterClient();
		this.clients.add(client);
		return client;
	}

	@Test
	void aFactoryThatIsNotInitializedRefusesConnections() {
		assertThatIllegalStateException().isThrownBy(this.factory::getConnection)
			.withMessageContaining("afterPropertiesSet() or start()");
		assertThatIllegalStateException().isThrownBy(this.factory::getClusterConnection);
		assertThatIllegalStateException().isThrownBy(this.factory::getClient);
		assertThat(this.clients).isEmpty();
	}

	@Test
	void initializationOpensNothing() {
		this.factory.afterPropertiesSet();
		assertThat(this.clients).isEmpty();
		assertThat(this.factory.isRunning()).isFalse();
		assertThat(this.factory.getClientIfConnected()).isNull();
	}

	@Test
	void theFirstUseAfterInitializationConnects() {
		this.factory.afterPropertiesSet();
		assertThat(this.factory.getConnection().getNativeConnection()).isSameAs(this.clients.get(0));
		this.factory.start();
		assertThat(this.factory.isRunning()).isTrue();
		assertThat(this.clients).hasSize(1);
	}

	@Test
	void withoutEarlyStartupConnectionsWaitForTheStart() {
		this.factory.setEarlyStartup(false);
		this.factory.afterPropertiesSet();
		assertThatIllegalStateException().isThrownBy(this.factory::getConnection);
		this.factory.start();
		assertThat(this.factory.getConnection()).isNotNull();
	}

	@Test
	void startConnectsOnce() {
		this.factory.start();
		this.factory.start();
		assertThat(this.factory.isRunning()).isTrue();
		assertThat(this.clients).hasSize(1);
		assertThat(this.factory.getClientIfConnected()).isSameAs(this.clients.get(0));
	}

	@Test
	void allConnectionsShareTheClient() {
		this.factory.start();
		RedisConnection first = this.factory.getConnection();
		RedisConnection second = this.factory.getClusterConnection();
		assertThat(first).isNotEqualTo(second);
		assertThat(first.getNativeConnection()).isSameAs(second.getNativeConnection())
			.isSameAs(this.factory.getClient());
		first.close();
		assertThat(this.clients.get(0).closed()).isZero();
	}

	@Test
	void stopClosesTheClientAndStartConnectsAnew() {
		this.factory.start();
		this.factory.stop();
		assertThat(this.factory.isRunning()).isFalse();
		assertThat(this.clients.get(0).closed()).isOne();
		assertThat(this.factory.getClientIfConnected()).isNull();
		this.factory.start();
		assertThat(this.clients).hasSize(2);
		assertThat(this.factory.getClient()).isSameAs(this.clients.get(1));
	}

	@Test
	void aUseAfterStopConnectsAgainUntilItIsDestroyed() {
		this.factory.start();
		this.factory.stop();
		assertThat(this.factory.getConnection().getNativeConnection()).isSameAs(this.clients.get(1));
		assertThat(this.factory.isRunning()).isFalse();
		this.factory.destroy();
		assertThat(this.clients.get(1).closed()).isOne();
		assertThatIllegalStateException().isThrownBy(this.factory::getConnection).withMessageContaining("destroyed");
		assertThatIllegalStateException().isThrownBy(this.factory::start).withMessageContaining("destroyed");
		assertThat(this.clients).hasSize(2);
	}

	@Test
	void aClientThatWasConnectedAfterStopIsUsedByTheNextStart() {
		this.factory.start();
		this.factory.stop();
		ClusterClient client = this.factory.getClient();
		this.factory.start();
		assertThat(this.factory.getClient()).isSameAs(client);
	}

	@Test
	void stopBeforeInitializationDoesNotMakeItUsable() {
		this.factory.stop();
		assertThatIllegalStateException().isThrownBy(this.factory::getConnection);
	}

	@Test
	void stopAndDestroyMayBeRepeated() {
		this.factory.start();
		this.factory.stop();
		this.factory.stop();
		this.factory.destroy();
		this.factory.destroy();
		this.factory.stop();
		assertThat(this.clients.get(0).closed()).isOne();
		assertThatIllegalStateException().isThrownBy(this.factory::getConnection).withMessageContaining("destroyed");
	}

	@Test
	void theStartFailsWhenTheClusterCannotBeReached() {
		ClusterUnavailableException failure = unavailable();
		ClusterConnectionFactory failing = new ClusterConnectionFactory(() -> {
			throw failure;
		});
		assertThatExceptionOfType(ClusterUnavailableException.class).isThrownBy(failing::start).isSameAs(failure);
		assertThat(failing.isRunning()).isFalse();
	}

	@Test
	void withoutFailFastTheFirstUseTriesAgain() {
		AtomicBoolean reachable = new AtomicBoolean();
		ClusterConnectionFactory lazy = new ClusterConnectionFactory(() -> {
			if (!reachable.get()) {
				throw unavailable();
			}
			return connect();
		});
		lazy.setFailFast(false);
		lazy.start();
		assertThat(lazy.isRunning()).isTrue();
		assertThatExceptionOfType(ClusterStateFailureException.class).isThrownBy(lazy::getConnection)
			.withCauseInstanceOf(ClusterUnavailableException.class);
		reachable.set(true);
		assertThat(lazy.getConnection().getNativeConnection()).isSameAs(this.clients.get(0));
	}

	@Test
	void threadsThatWaitForAnAttemptShareItsFailure() throws Exception {
		AtomicInteger attempts = new AtomicInteger();
		CountDownLatch attempting = new CountDownLatch(1);
		CountDownLatch mayFail = new CountDownLatch(1);
		ClusterConnectionFactory lazy = new ClusterConnectionFactory(() -> {
			attempts.incrementAndGet();
			attempting.countDown();
			awaitUninterruptibly(mayFail);
			throw unavailable();
		});
		lazy.afterPropertiesSet();
		CompletableFuture<RedisConnection> first = CompletableFuture.supplyAsync(lazy::getConnection,
				(task) -> new Thread(task).start());
		attempting.await();
		List<CompletableFuture<RedisConnection>> waiting = new ArrayList<>();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			CompletableFuture<RedisConnection> result = new CompletableFuture<>();
			Thread thread = new Thread(() -> {
				try {
					result.complete(lazy.getConnection());
				}
				catch (RuntimeException ex) {
					result.completeExceptionally(ex);
				}
			});
			thread.start();
			threads.add(thread);
			waiting.add(result);
		}
		for (Thread thread : threads) {
			awaitState(thread, Thread.State.WAITING);
		}
		mayFail.countDown();
		waiting.add(first);
		for (CompletableFuture<RedisConnection> result : waiting) {
			assertThat(result).failsWithin(30, TimeUnit.SECONDS)
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(ClusterStateFailureException.class);
		}
		assertThat(attempts).hasValue(1);
	}

	@Test
	void aThreadThatIsInterruptedWhileAnotherConnectsGivesUp() throws Exception {
		CountDownLatch attempting = new CountDownLatch(1);
		CountDownLatch mayConnect = new CountDownLatch(1);
		ClusterConnectionFactory slow = new ClusterConnectionFactory(() -> {
			attempting.countDown();
			awaitUninterruptibly(mayConnect);
			return connect();
		});
		slow.afterPropertiesSet();
		Thread connecting = new Thread(slow::getConnection);
		connecting.start();
		attempting.await();
		Thread.currentThread().interrupt();
		try {
			assertThatExceptionOfType(RedisSystemException.class).isThrownBy(slow::getConnection)
				.withMessageContaining("Interrupted");
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
		}
		finally {
			Thread.interrupted();
			mayConnect.countDown();
			connecting.join();
		}
		assertThat(slow.getConnection()).isNotNull();
	}

	@Test
	void aClientThatFailsToCloseDoesNotPreventTheStop() {
		ClusterConnectionFactory stubborn = new ClusterConnectionFactory(
				() -> (ClusterClient) Proxy.newProxyInstance(getClass().getClassLoader(),
						new Class<?>[] { ClusterClient.class }, (proxy, method, args) -> {
							throw new IllegalStateException("stubborn");
						}));
		stubborn.start();
		stubborn.stop();
		assertThat(stubborn.isRunning()).isFalse();
	}

	@Test
	void aViewReadsFromElsewhereOverTheSameClient() {
		ClusterConnectionFactory view = this.factory.withReadFrom(ReadFrom.ANY);
		this.factory.start();
		RecordingClusterClient client = (RecordingClusterClient) view.getConnection().getNativeConnection();
		assertThat(client.readFrom()).isEqualTo(ReadFrom.ANY);
		assertThat(view.getClient()).isSameAs(client);
		assertThat(view.getClientIfConnected()).isSameAs(client);
		assertThat(this.clients).hasSize(1);
	}

	@Test
	void aViewFollowsTheLifeOfItsFactory() {
		ClusterConnectionFactory view = this.factory.withReadFrom(ReadFrom.ANY);
		assertThatIllegalStateException().isThrownBy(view::getConnection);
		view.afterPropertiesSet();
		view.start();
		assertThat(this.clients).isEmpty();
		this.factory.start();
		assertThat(view.isRunning()).isTrue();
		ClusterClient before = view.getClient();
		view.stop();
		view.destroy();
		assertThat(this.factory.isRunning()).isTrue();
		this.factory.stop();
		this.factory.start();
		assertThat(view.getClient()).isNotSameAs(before);
		assertThat(view.getClientIfConnected()).isSameAs(view.getClient());
	}

	@Test
	void thereAreNoSentinels() {
		this.factory.start();
		assertThatExceptionOfType(InvalidDataAccessResourceUsageException.class)
			.isThrownBy(this.factory::getSentinelConnection);
		assertThatExceptionOfType(InvalidDataAccessResourceUsageException.class)
			.isThrownBy(this.factory.getConnection()::getSentinelConnection);
	}

	@Test
	void exceptionsOfTheClientAreTranslatedAndNoOthers() {
		assertThat(this.factory.translateExceptionIfPossible(new ServerErrorException("ERR x")))
			.isInstanceOf(RedisSystemException.class);
		assertThat(this.factory.translateExceptionIfPossible(new IllegalArgumentException("x"))).isNull();
	}

	@Test
	void anApplicationContextStartsStopsAndDestroysIt() {
		ClusterConnectionFactory bean;
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.registerBean(ClusterConnectionFactory.class, () -> this.factory);
			context.refresh();
			bean = context.getBean(ClusterConnectionFactory.class);
			assertThat(bean.isRunning()).isTrue();
			assertThat(this.clients).hasSize(1);
			context.stop();
			assertThat(this.clients.get(0).closed()).isOne();
			context.start();
			assertThat(this.clients).hasSize(2);
		}
		assertThat(this.clients.get(1).closed()).isOne();
		assertThatIllegalStateException().isThrownBy(bean::getConnection);
	}

	@Test
	void beansMayUseItWhileTheContextStartsAndCloses() {
		List<String> uses = new ArrayList<>();
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.registerBean("connections", ClusterConnectionFactory.class, () -> this.factory);
			context.registerBean("user", EarlyAndLateUser.class, () -> new EarlyAndLateUser(this.factory, uses),
					(definition) -> definition.setDependsOn("connections"));
			context.refresh();
		}
		assertThat(uses).containsExactly("early", "late");
		assertThat(this.clients).allMatch((client) -> client.closed() == 1);
	}

	@Test
	void itStartsInPhaseZeroAndByItself() {
		assertThat(this.factory.getPhase()).isZero();
		assertThat(this.factory.isAutoStartup()).isTrue();
		this.factory.setPhase(7);
		this.factory.setAutoStartup(false);
		assertThat(this.factory.getPhase()).isEqualTo(7);
		assertThat(this.factory.isAutoStartup()).isFalse();
	}

	private static ClusterUnavailableException unavailable() {
		return new ClusterUnavailableException("no seed answers",
				new CallDetails(null, -1, null, 0, Duration.ZERO, false, false), null);
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			if (!latch.await(30, TimeUnit.SECONDS)) {
				throw new IllegalStateException("not released");
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void awaitState(Thread thread, Thread.State state) {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
		while (thread.getState() != state) {
			assertThat(System.nanoTime() - deadline).as("thread is %s", thread.getState()).isNegative();
			Thread.onSpinWait();
		}
	}

	private static final class EarlyAndLateUser implements InitializingBean, DisposableBean {

		private final RedisConnectionFactory factory;

		private final List<String> uses;

		EarlyAndLateUser(RedisConnectionFactory factory, List<String> uses) {
			this.factory = factory;
			this.uses = uses;
		}

		@Override
		public void afterPropertiesSet() {
			this.factory.getConnection().close();
			this.uses.add("early");
		}

		@Override
		public void destroy() {
			this.factory.getConnection().close();
			this.uses.add("late");
		}

	}

}
