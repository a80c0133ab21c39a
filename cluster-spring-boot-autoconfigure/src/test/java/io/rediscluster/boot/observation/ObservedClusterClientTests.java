package io.rediscluster.boot.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.Command;
import io.rediscluster.client.NodeReplies;
import io.rediscluster.client.Nodes;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.Pipeline;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Reply;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.Transaction;
import io.rediscluster.client.topology.HostAndPort;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;

class ObservedClusterClientTests {

	private final ClusterClient client = Mockito.mock(ClusterClient.class);

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final ClusterClient observed = new ObservedClusterClient(this.client, this.registry, null,
			new HostAndPort("redis.example.com", 7000));

	@Test
	void aCommandIsNamedByTheConventionsForDatabases() {
		Command command = Command.of("GET", "secret-key");
		given(this.client.execute(command)).willAnswer((call) -> {
			assertThat(this.registry.getCurrentObservation()).as("a span around the call").isNotNull();
			return Reply.of(null);
		});
		this.observed.execute(command);
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasNameEqualTo("db.client.operation")
			.hasContextualNameEqualTo("GET")
			.hasLowCardinalityKeyValue("db.system.name", "redis")
			.hasLowCardinalityKeyValue("db.operation.name", "GET")
			.hasLowCardinalityKeyValue("server.address", "redis.example.com")
			.hasLowCardinalityKeyValue("server.port", "7000")
			.hasLowCardinalityKeyValue("error.type", "none")
			.hasLowCardinalityKeyValue("db.response.status_code", "none")
			.doesNotHaveHighCardinalityKeyValueWithKey("db.operation.batch.size")
			.hasBeenStopped();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.satisfies((context) -> assertThat(context.getAllKeyValues().toString()).doesNotContain("secret-key"));
	}

	@Test
	void anErrorReplyIsToldByItsCode() {
		given(this.client.execute(any(Command.class))).willThrow(new ServerErrorException("WRONGTYPE Operation"));
		assertThatThrownBy(() -> this.observed.execute(Command.of("INCR", "k")))
			.isInstanceOf(ServerErrorException.class);
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasLowCardinalityKeyValue("db.response.status_code", "WRONGTYPE")
			.hasLowCardinalityKeyValue("error.type", ServerErrorException.class.getName())
			.hasError()
			.hasBeenStopped();
	}

	@Test
	void aPipelineIsOneOperation() {
		Pipeline pipeline = Mockito.mock(Pipeline.class);
		given(this.client.pipeline()).willReturn(pipeline);
		given(pipeline.size()).willReturn(3);
		given(pipeline.execute()).willReturn(List.of());
		this.observed.pipeline().add("GET", "a").add("GET", "b").add("GET", "c").execute();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasContextualNameEqualTo("PIPELINE GET")
			.hasHighCardinalityKeyValue("db.operation.batch.size", "3");
		this.registry.clear();
		this.observed.pipeline().add("GET", "a").add("SET", "b", "1").execute();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasContextualNameEqualTo("PIPELINE");
	}

	@Test
	void aTransactionIsOneOperationAtItsEnd() {
		Transaction transaction = Mockito.mock(Transaction.class);
		given(this.client.transaction()).willReturn(transaction);
		given(transaction.size()).willReturn(2);
		given(transaction.exec()).willReturn(Optional.of(List.of()));
		try (Transaction observed = this.observed.transaction()) {
			observed.watch("a").multi().add("INCR", "a").add("INCR", "a").exec();
		}
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasContextualNameEqualTo("MULTI")
			.hasHighCardinalityKeyValue("db.operation.batch.size", "2")
			.hasBeenStopped();
		Mockito.verify(transaction).watch("a");
		Mockito.verify(transaction).close();
	}

	@Test
	void anAsynchronousCommandEndsWithItsReply() {
		CompletableFuture<Reply> reply = new CompletableFuture<>();
		given(this.client.executeAsync(any(Command.class))).willReturn(reply);
		this.observed.executeAsync(Command.of("GET", "a"));
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasBeenStarted()
			.isNotStopped();
		reply.completeExceptionally(new ServerErrorException("ERR no"));
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasLowCardinalityKeyValue("db.response.status_code", "ERR")
			.hasBeenStopped();
	}

	@Test
	void anAsynchronousFailureReachesTheCallerAsTheClientToldIt() {
		ServerErrorException error = new ServerErrorException("ERR no");
		CompletableFuture<Reply> reply = new CompletableFuture<>();
		given(this.client.executeAsync(any(Command.class))).willReturn(reply);
		List<Throwable> told = new ArrayList<>();
		this.observed.executeAsync(Command.of("GET", "a")).whenComplete((result, failure) -> told.add(failure));
		reply.completeExceptionally(error);
		assertThat(told).containsExactly(error);
	}

	@Test
	void anAsynchronousCommandThatCannotBeSubmittedEndsItsObservation() {
		given(this.client.executeAsync(any(Command.class))).willThrow(new IllegalStateException("expected"));
		assertThatThrownBy(() -> this.observed.executeAsync(Command.of("GET", "a")))
			.isInstanceOf(IllegalStateException.class);
		TestObservationRegistryAssert.assertThat(this.registry).hasSingleObservationThat().hasError().hasBeenStopped();
	}

	@Test
	void viewsAndChosenNodesAreObservedToo() {
		ClusterClient view = Mockito.mock(ClusterClient.class);
		given(this.client.withReadFrom(ReadFrom.REPLICA)).willReturn(view);
		given(view.on(Nodes.ALL)).willReturn((command) -> new NodeReplies(Map.of(), (all) -> Reply.of(null)));
		this.observed.withReadFrom(ReadFrom.REPLICA).on(Nodes.ALL).execute(Command.of("PING"));
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasContextualNameEqualTo("PING");
	}

	@Test
	void commandsThatNobodyKnowsShareOneName() {
		given(this.client.execute(any(Command.class))).willReturn(Reply.of(null));
		this.observed.execute(Command.of("MYMODULE.DO", "x"));
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasLowCardinalityKeyValue("db.operation.name", "other");
	}

	@Test
	void resultsAreHandedOn() {
		Outcome outcome = Outcome.success(Reply.of(1L));
		Pipeline pipeline = Mockito.mock(Pipeline.class);
		given(this.client.pipeline()).willReturn(pipeline);
		given(pipeline.execute()).willReturn(List.of(outcome));
		assertThat(this.observed.pipeline().add("INCR", "a").execute()).containsExactly(outcome);
		this.observed.close();
		Mockito.verify(this.client).close();
	}

}
