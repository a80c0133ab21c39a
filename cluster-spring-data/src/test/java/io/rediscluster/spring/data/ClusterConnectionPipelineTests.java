package io.rediscluster.spring.data;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.Properties;

import io.rediscluster.client.CallDetails;
import io.rediscluster.client.CommandTimeoutException;
import io.rediscluster.client.ServerErrorException;
import org.junit.jupiter.api.Test;

import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.connection.RedisPipelineException;
import org.springframework.data.redis.core.ScanOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for the pipeline mode of {@link ClusterConnection}.
 */
class ClusterConnectionPipelineTests {

	private static final RedisClusterNode NODE = new RedisClusterNode("127.0.0.1", 7001);

	private final RecordingClusterClient client = new RecordingClusterClient();

	private final ClusterConnection connection = new ClusterConnection(this.client, true);

	@Test
	void commandsReturnNullAndAreSentTogether() {
		this.connection.openPipeline();
		assertThat(this.connection.isPipelined()).isTrue();
		assertThat(this.connection.echo(bytes("a"))).isNull();
		assertThat(this.connection.serverCommands().dbSize()).isNull();
		assertThat(this.client.sent()).isEmpty();
		this.client.answer(bytes("a"), 3L);
		assertThat(this.connection.closePipeline()).containsExactly(bytes("a"), 3L);
		assertThat(this.client.sent()).containsExactly("pipeline[ECHO a, DBSIZE]");
		assertThat(this.connection.isPipelined()).isFalse();
	}

	@Test
	void afterwardsCommandsAreCarriedOutAtOnceAgain() {
		this.connection.openPipeline();
		this.connection.closePipeline();
		this.client.answer(4L);
		assertThat(this.connection.serverCommands().dbSize()).isEqualTo(4);
	}

	@Test
	void commandsWithoutResultAreNoElements() {
		this.connection.openPipeline();
		this.connection.serverCommands().flushDb();
		this.connection.echo(bytes("a"));
		this.connection.serverCommands().setConfig("x", "y");
		this.connection.scriptingCommands().scriptFlush();
		this.connection.select(0);
		this.client.answer("OK", bytes("a"), "OK", "OK");
		assertThat(this.connection.closePipeline()).containsExactly(bytes("a"));
	}

	@Test
	void aNullReplyIsANullElement() {
		this.connection.openPipeline();
		this.connection.execute("GET", bytes("k"));
		this.connection.execute("INCR", bytes("n"));
		this.client.answerNull().answer(1L);
		assertThat(this.connection.closePipeline()).isEqualTo(Arrays.asList(null, 1L));
	}

	@Test
	void aBlockingCommandIsCarriedOutAloneInCallOrder() {
		this.client.answer(1L).answer((Object) new Object[] { bytes("k"), bytes("v") }).answerNull().answer(bytes("b"));
		this.connection.openPipeline();
		this.connection.listCommands().rPush(bytes("k"), bytes("v"));
		assertThat(this.connection.listCommands().bLPop(1, bytes("k"))).isNull();
		assertThat(this.connection.zSetCommands().bZPopMin(bytes("z"), 1, TimeUnit.SECONDS)).isNull();
		this.connection.echo(bytes("b"));
		List<Object> results = this.connection.closePipeline();
		assertThat(results).hasSize(4);
		assertThat(results.get(0)).isEqualTo(1L);
		assertThat((List<?>) results.get(1)).hasSize(2);
		assertThat(results.get(2)).isNull();
		assertThat(results.get(3)).isEqualTo(bytes("b"));
		assertThat(this.client.sent()).containsExactly("pipeline[RPUSH k v]", "BLPOP k 1", "BZPOPMIN z 1",
				"pipeline[ECHO b]");
	}

	@Test
	void aBlockingCommandThatFailsCostsThePipelineNothingElse() {
		ServerErrorException error = new ServerErrorException("WRONGTYPE Operation against a key");
		this.client.answer(error).answer(bytes("b"));
		this.connection.openPipeline();
		this.connection.listCommands().bLPop(1, bytes("k"));
		this.connection.echo(bytes("b"));
		RedisPipelineException ex = catchThrowableOfType(RedisPipelineException.class, this.connection::closePipeline);
		assertThat(ex).hasRootCause(error);
		assertThat(ex.getPipelineResult().get(0)).isInstanceOf(RedisSystemException.class);
		assertThat(ex.getPipelineResult().get(1)).isEqualTo(bytes("b"));
	}

	@Test
	void requestsToNodesAreElementsInCallOrder() {
		this.client.answerAt(7000, bytes("# Server\r\nport:1\r\n"))
			.answerAt(7001, bytes("port:2\r\n"))
			.answerAt(7002, bytes("port:3\r\n"));
		this.connection.openPipeline();
		this.connection.echo(bytes("a"));
		assertThat(this.connection.serverCommands().info("server")).isNull();
		this.connection.echo(bytes("b"));
		assertThat(this.connection.ping(NODE)).isNull();
		this.client.answer(bytes("b"));
		List<Object> results = this.connection.closePipeline();
		assertThat(this.client.sent()).containsExactly("pipeline[ECHO a]", "on[7000, 7001, 7002] INFO server",
				"pipeline[ECHO b]", "on[7001] PING");
		assertThat(results).hasSize(4);
		assertThat((Properties) results.get(1)).containsEntry("127.0.0.1:7000.port", "1")
			.containsEntry("127.0.0.1:7001.port", "2");
	}

	@Test
	void aFailureStaysAtItsIndexAndCostsNothingElse() {
		this.connection.openPipeline();
		this.connection.echo(bytes("a"));
		this.connection.execute("INCR", bytes("k"));
		this.connection.echo(bytes("b"));
		this.client.answer(bytes("a"), new ServerErrorException("WRONGTYPE x"), bytes("b"));
		RedisPipelineException ex = catchThrowableOfType(RedisPipelineException.class, this.connection::closePipeline);
		assertThat(ex).hasMessage("1 of 3 commands of the pipeline failed")
			.hasCauseInstanceOf(RedisSystemException.class)
			.hasRootCauseMessage("WRONGTYPE x");
		assertThat(ex.getPipelineResult()).hasSize(3);
		assertThat(ex.getPipelineResult().get(0)).isEqualTo(bytes("a"));
		assertThat(ex.getPipelineResult().get(1)).isSameAs(ex.getCause());
		assertThat(ex.getPipelineResult().get(2)).isEqualTo(bytes("b"));
	}

	@Test
	void theModeIsLeftBeforeTheExceptionIsThrown() {
		this.connection.openPipeline();
		this.connection.execute("INCR", bytes("k"));
		this.client.answer(new ServerErrorException("ERR x"));
		assertThatExceptionOfType(RedisPipelineException.class).isThrownBy(this.connection::closePipeline);
		assertThat(this.connection.isPipelined()).isFalse();
		assertThat(this.connection.closePipeline()).isEmpty();
	}

	@Test
	void failuresOfCommandsWithoutResultTakeNoPlaceButAreReported() {
		this.connection.openPipeline();
		this.connection.execute("INCR", bytes("k"));
		this.connection.serverCommands().flushDb();
		this.connection.echo(bytes("a"));
		this.client.answer(new ServerErrorException("ERR first"), new ServerErrorException("ERR second"), bytes("a"));
		RedisPipelineException ex = catchThrowableOfType(RedisPipelineException.class, this.connection::closePipeline);
		assertThat(ex).hasMessage("2 of 3 commands of the pipeline failed").hasRootCauseMessage("ERR first");
		assertThat(ex.getPipelineResult()).hasSize(2);
		assertThat(ex.getPipelineResult().get(1)).isEqualTo(bytes("a"));
		assertThat(ex.getSuppressed()).singleElement()
			.satisfies((suppressed) -> assertThat(suppressed).hasRootCauseMessage("ERR second"));
	}

	@Test
	void aFailureWithoutPlaceCanBeTheCause() {
		this.connection.openPipeline();
		this.connection.serverCommands().flushDb();
		this.client.answer(new ServerErrorException("ERR only"));
		RedisPipelineException ex = catchThrowableOfType(RedisPipelineException.class, this.connection::closePipeline);
		assertThat(ex).hasRootCauseMessage("ERR only");
		assertThat(ex.getPipelineResult()).isEmpty();
		assertThat(ex.getSuppressed()).isEmpty();
	}

	@Test
	void aReplyThatDoesNotFitItsTypeIsAFailureAtItsIndex() {
		this.connection.openPipeline();
		this.connection.serverCommands().dbSize();
		this.connection.echo(bytes("a"));
		this.client.answer("QUEUED", bytes("a"));
		RedisPipelineException ex = catchThrowableOfType(RedisPipelineException.class, this.connection::closePipeline);
		assertThat(ex.getPipelineResult().get(0)).isInstanceOf(RedisSystemException.class);
		assertThat(ex.getPipelineResult().get(1)).isEqualTo(bytes("a"));
	}

	@Test
	void aFailureOfNodesStaysAtItsIndex() {
		this.client.answerAt(7001, new CommandTimeoutException("slow",
				new CallDetails("PING", -1, null, 1, Duration.ZERO, true, true), null));
		this.connection.openPipeline();
		this.connection.ping(NODE);
		this.connection.serverCommands().setConfig(NODE, "x", "y");
		this.connection.echo(bytes("a"));
		this.client.answer(bytes("a"));
		RedisPipelineException ex = catchThrowableOfType(RedisPipelineException.class, this.connection::closePipeline);
		assertThat(ex).hasMessage("2 of 3 commands of the pipeline failed");
		assertThat(ex.getPipelineResult()).hasSize(2);
		assertThat(ex.getPipelineResult().get(0)).isInstanceOf(QueryTimeoutException.class);
		assertThat(ex.getSuppressed()).hasSize(1);
	}

	@Test
	void opensOnlyOnce() {
		this.connection.openPipeline();
		this.connection.echo(bytes("a"));
		this.connection.openPipeline();
		this.connection.echo(bytes("b"));
		this.client.answer(bytes("a"), bytes("b"));
		assertThat(this.connection.closePipeline()).containsExactly(bytes("a"), bytes("b"));
	}

	@Test
	void closingWithoutAPipelineGivesNothing() {
		assertThat(this.connection.closePipeline()).isEmpty();
	}

	@Test
	void anEmptyPipelineSendsNothing() {
		this.connection.openPipeline();
		assertThat(this.connection.closePipeline()).isEmpty();
		assertThat(this.client.sent()).isEmpty();
	}

	@Test
	void aLongPipelineIsSentInBatchesInOrder() {
		this.connection.openPipeline();
		for (int i = 0; i < 10_000; i++) {
			this.client.answer((long) i);
			this.connection.execute("INCR", bytes("n"));
		}
		List<Object> results = this.connection.closePipeline();
		assertThat(this.client.sent()).hasSize(3);
		assertThat(results).hasSize(10_000);
		for (int i = 0; i < results.size(); i++) {
			assertThat(results.get(i)).isEqualTo((long) i);
		}
	}

	@Test
	void aPipelineOfLargeValuesIsSentInBatches() {
		byte[] value = new byte[3 << 20];
		this.connection.openPipeline();
		for (int i = 0; i < 7; i++) {
			this.connection.execute("SET", bytes("k"), value);
		}
		assertThat(this.connection.closePipeline()).hasSize(7).containsOnly("OK");
		assertThat(this.client.sent()).hasSize(3);
	}

	@Test
	void withoutConversionResultsArePlain() {
		ClusterConnection plain = new ClusterConnection(this.client, false);
		plain.openPipeline();
		plain.scriptingCommands().scriptExists("a", "b");
		this.client.answer((Object) new Object[] { 1L, 0L });
		assertThat(plain.closePipeline()).containsExactly(List.of(1L, 0L));
	}

	@Test
	void argumentsAreCheckedAtTheCall() {
		this.connection.openPipeline();
		assertThatIllegalArgumentException().isThrownBy(() -> this.connection.ping(new RedisClusterNode("10.9.9.9", 1)))
			.withMessage("Node 10.9.9.9:1 is unknown to cluster");
		assertThat(this.connection.closePipeline()).isEmpty();
	}

	@Test
	void scanIsRefused() {
		this.connection.openPipeline();
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
			.isThrownBy(() -> this.connection.scan(NODE, ScanOptions.NONE))
			.withMessageContaining("pipeline");
	}

	@Test
	void questionsAboutTheTopologyAreAnsweredAtOnce() {
		this.connection.openPipeline();
		assertThat(this.connection.clusterGetSlotForKey(bytes("foo"))).isEqualTo(12182);
		assertThat(this.connection.clusterGetNodeForSlot(0)).hasToString("127.0.0.1:7000");
		assertThat(this.connection.closePipeline()).isEmpty();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
