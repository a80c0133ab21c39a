package io.rediscluster.client.internal.connection;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.ClusterClientOptions.Pool;
import io.rediscluster.client.event.ClusterListener.ConnectionKind;
import io.rediscluster.client.internal.connection.LinkFailure.Kind;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.NodeRole;
import io.rediscluster.test.Await;
import io.rediscluster.test.FakeAnswer;
import io.rediscluster.test.FakeNode;
import io.rediscluster.test.Gate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What becomes of connections that one call has for itself when something happens to the
 * link, the call or the node meanwhile.
 */
class ExclusiveConnectionsTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private final FakeNode node = FakeNode.start();

	private ConnectionSettings settings;

	private Link link;

	@AfterEach
	void close() {
		this.link.close();
		this.settings.watchdog().close();
		this.settings.threads().close();
		this.node.close();
	}

	private ClusterClientOptions.Builder options() {
		return ClusterClientOptions.builder().seeds(this.node.address()).silenceTimeout(LONG);
	}

	private void link(ClusterClientOptions.Builder options) {
		this.settings = ConnectionSettings.of(options.build());
		this.settings.watchdog().start();
		HostAndPort address = HostAndPort.parse(this.node.address());
		Node described = new Node(this.node.id(), address, address, NodeRole.PRIMARY, null, 1, Set.of());
		this.link = new Link(described, Mode.PRIMARY, this.settings, new Link.Events() {

			@Override
			public void connectionLost(Link link) {
			}

			@Override
			public void silent(Link link) {
			}

		});
	}

	private Object call(Duration timeout, String... words) throws LinkFailure {
		return this.link.call(TextRequest.of(words), Deadline.after(timeout));
	}

	@Test
	void aConnectionThatIsOpenedWhileItsLinkRetiresCarriesNothing() throws Exception {
		link(options());
		Gate greeting = Gate.closed();
		this.node.onNext("HELLO", FakeAnswer.standard().after(greeting));
		CompletableFuture<LinkFailure> failure = new CompletableFuture<>();
		new Thread(() -> {
			try {
				call(LONG, "SET", "k", "v");
			}
			catch (LinkFailure ex) {
				failure.complete(ex);
			}
		}).start();
		greeting.awaitArrivals(1, LONG);
		this.link.retire();
		greeting.open();
		assertThat(failure.get(20, TimeUnit.SECONDS).kind()).isEqualTo(Kind.CLOSED);
		assertThat(failure.get().sent()).isFalse();
		assertThat(this.node.requests("SET")).isEmpty();
		Await.until("the connection is closed", LONG, () -> this.node.connections().isEmpty());
	}

	@Test
	void aLateReplyThatTheNodeHasLostIsNotAwaitedForEver() throws Exception {
		link(options().silenceTimeout(Duration.ofMillis(200)));
		call(LONG, "SET", "k", "v");
		this.node.onNext("GET", FakeAnswer.nothing());
		assertThatThrownBy(() -> call(Duration.ofMillis(50), "GET", "k")).isInstanceOfSatisfying(LinkFailure.class,
				(failure) -> assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT));
		Await.until("the connection is given up", LONG,
				() -> this.link.stats().connections().get(ConnectionKind.DIRECT) == 0);
		Await.until("its place is free", LONG, () -> this.link.stats().busy().get(ConnectionKind.DIRECT) == 0);
	}

	@Test
	void aConnectionWhoseResultWasGivenUpIsKeptOnceTheResultHasCome() throws Exception {
		link(options());
		call(LONG, "SET", "k", "v");
		Exchange exchange = this.link.begin(TextRequest.of("GET", "k"), Deadline.after(Duration.ofMillis(100)), true);
		exchange.abandon();
		long abandoned = System.nanoTime();
		Await.until("the watchdog would cut a call that is stuck", LONG,
				() -> System.nanoTime() - abandoned > TimeUnit.MILLISECONDS.toNanos(1500));
		assertThat(call(LONG, "SET", "k", "w")).isEqualTo("OK");
		assertThat(this.node.connectionCount()).isOne();
	}

	@Test
	void aConnectionThatIsGivenBackToARetiredLinkIsClosed() throws Exception {
		link(options());
		Gate gate = Gate.closed();
		this.node.onNext("GET", FakeAnswer.standard().after(gate));
		Exchange exchange = this.link.begin(TextRequest.of("GET", "k"), Deadline.after(LONG), true);
		this.link.retire();
		gate.open();
		exchange.await();
		Await.until("the connection is closed", LONG, () -> this.node.connections().isEmpty());
	}

	@Test
	void asManyDedicatedConnectionsAsAreToBeIdleAreOpenedInAdvance() throws Exception {
		link(options().pool(new Pool(4, 4, 3, LONG)));
		assertThat(this.link.callExclusive(TextRequest.of("SET", "k", "v"), Deadline.after(LONG))).isEqualTo("OK");
		Await.until("three are open", LONG, () -> this.link.stats().connections().get(ConnectionKind.DEDICATED) >= 3);
	}

	@Test
	void aNodeThatIsHeardAgainIsNotSilentAlsoIfItCouldNotBeProbed() {
		link(options());
		this.settings.threads().close();
		SilenceWatch watch = new SilenceWatch(this.settings, this.link, List::<Probe.Suspect>of, () -> {
		});
		watch.probe();
		assertThat(watch.isSilent()).isTrue();
		Await.until("it is looked at again", LONG, () -> !watch.isSilent());
	}

}
