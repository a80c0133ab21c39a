package io.rediscluster.spring.data;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.rediscluster.client.CallDetails;
import io.rediscluster.client.Command;
import io.rediscluster.client.CommandOutcomeUnknownException;
import io.rediscluster.client.CrossSlotException;
import io.rediscluster.client.Reply;
import io.rediscluster.client.internal.resp.ErrorValue;
import org.junit.jupiter.api.Test;

import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisPipelineException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * The transaction mode of a connection, over a client that records.
 */
class ClusterConnectionTransactionTests {

	private final RecordingClusterClient client = new RecordingClusterClient();

	private final ClusterConnection connection = new ClusterConnection(this.client, true);

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@Test
	void commandsReturnNullAndExecReturnsOneConvertedResultPerCommandThatHasOne() {
		this.client.answer(Reply.of(new Object[] { "OK", bytes("v"), "OK", 1L }));
		this.connection.multi();
		assertThat(this.connection.isQueueing()).isTrue();
		assertThat(this.connection.stringCommands().set(bytes("k"), bytes("v"))).isNull();
		assertThat(this.connection.stringCommands().get(bytes("k"))).isNull();
		this.connection.keyCommands().rename(bytes("k"), bytes("{k}2"));
		assertThat(this.connection.keyCommands().expire(bytes("{k}2"), 5)).isNull();
		assertThat(this.client.sent()).isEmpty();
		List<Object> results = this.connection.exec();
		assertThat(results).hasSize(3);
		assertThat(results.get(0)).isEqualTo(true);
		assertThat((byte[]) results.get(1)).isEqualTo(bytes("v"));
		assertThat(results.get(2)).isEqualTo(true);
		assertThat(this.client.sent()).hasSize(1);
		assertThat(this.connection.isQueueing()).isFalse();
		assertThat(this.client.transactionsClosed()).isEqualTo(1);
	}

	@Test
	void resultsStayPlainWithoutConversion() {
		ClusterConnection plain = new ClusterConnection(this.client, false);
		this.client.answer(Reply.of(new Object[] { "OK", 1L }));
		plain.multi();
		plain.stringCommands().set(bytes("k"), bytes("v"));
		plain.keyCommands().expire(bytes("k"), 5);
		assertThat(plain.exec()).isEqualTo(Arrays.<Object>asList("OK", 1L));
	}

	@Test
	void aChangedWatchIsNullAndAnEmptyTransactionAnEmptyList() {
		this.client.answerNull();
		this.connection.watch(bytes("k"));
		this.connection.multi();
		this.connection.stringCommands().set(bytes("k"), bytes("v"));
		assertThat(this.connection.exec()).isNull();
		this.client.answer(Reply.of(new Object[0]));
		this.connection.multi();
		assertThat(this.connection.exec()).isEmpty();
	}

	@Test
	void aFailedCommandIsRaisedWithItsRawLine() {
		this.client.answer(Reply.of(new Object[] { "OK", new ErrorValue("WRONGTYPE Operation") }));
		this.connection.multi();
		this.connection.stringCommands().set(bytes("k"), bytes("v"));
		this.connection.listCommands().lLen(bytes("k"));
		RedisSystemException ex = catchThrowableOfType(RedisSystemException.class, this.connection::exec);
		assertThat(ex.getMostSpecificCause()).hasMessage("WRONGTYPE Operation");
		assertThat(this.connection.isQueueing()).isFalse();
	}

	@Test
	void anUnknownOutcomeIsToldAsSuch() {
		this.client.answer(new CommandOutcomeUnknownException("lost",
				new CallDetails("EXEC", Command.NO_SLOT, null, 1, Duration.ZERO, true, false), null));
		this.connection.multi();
		this.connection.stringCommands().set(bytes("k"), bytes("v"));
		assertThatExceptionOfType(CommandOutcomeUnknownDataAccessException.class).isThrownBy(this.connection::exec);
	}

	@Test
	void execWithinAPipelineIsOneElementOfIt() {
		this.client.answer(1L, Reply.of(new Object[] { "OK" }), 2L);
		this.connection.openPipeline();
		this.connection.stringCommands().incr(bytes("n"));
		this.connection.multi();
		this.connection.stringCommands().set(bytes("k"), bytes("v"));
		assertThat(this.connection.exec()).isNull();
		this.connection.stringCommands().incr(bytes("n"));
		assertThat(this.connection.closePipeline()).isEqualTo(Arrays.<Object>asList(1L, List.of(true), 2L));
		assertThat(this.client.sent()).containsExactly("pipeline[INCR n]", "transaction[SET k v]", "pipeline[INCR n]");
	}

	@Test
	void aFailedExecWithinAPipelineStandsInItsPlace() {
		this.client.answer(Reply.of(new Object[] { new ErrorValue("ERR no") }), 2L);
		this.connection.openPipeline();
		this.connection.multi();
		this.connection.stringCommands().set(bytes("k"), bytes("v"));
		this.connection.exec();
		this.connection.stringCommands().incr(bytes("n"));
		RedisPipelineException ex = catchThrowableOfType(RedisPipelineException.class, this.connection::closePipeline);
		assertThat(ex.getPipelineResult()).hasSize(2);
		assertThat(ex.getPipelineResult().get(0)).isInstanceOf(RedisSystemException.class);
		assertThat(ex.getPipelineResult().get(1)).isEqualTo(2L);
	}

	@Test
	void discardForgetsEverything() {
		this.connection.watch(bytes("k"));
		this.connection.multi();
		this.connection.stringCommands().set(bytes("k"), bytes("v"));
		this.connection.discard();
		assertThat(this.connection.isQueueing()).isFalse();
		assertThat(this.client.sent()).containsExactly("WATCH k");
		assertThat(this.client.transactionsClosed()).isEqualTo(1);
	}

	@Test
	void closeEndsTheTransaction() {
		this.connection.watch(bytes("k"));
		this.connection.close();
		this.connection.close();
		assertThat(this.client.transactionsClosed()).isEqualTo(1);
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class).isThrownBy(this.connection::multi);
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
			.isThrownBy(() -> this.connection.watch(bytes("k")));
	}

	@Test
	void unwatchEndsTheWatchAndDoesNothingWithoutOne() {
		this.connection.unwatch();
		this.connection.watch(bytes("k"));
		this.connection.unwatch();
		assertThat(this.client.transactionsClosed()).isEqualTo(1);
	}

	@Test
	void misuseIsRefused() {
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class).isThrownBy(this.connection::exec)
			.withMessage("EXEC without MULTI");
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class).isThrownBy(this.connection::discard)
			.withMessage("DISCARD without MULTI");
		this.connection.multi();
		this.connection.multi();
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
			.isThrownBy(() -> this.connection.watch(bytes("k")));
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class).isThrownBy(this.connection::unwatch);
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
			.isThrownBy(() -> this.connection.serverCommands().info());
	}

	@Test
	void aSecondSlotIsAMisuseOfTheApi() {
		assertThat(ExceptionTranslator.translate(new CrossSlotException("two slots",
				new CallDetails("SET", Command.SEVERAL_SLOTS, null, 0, Duration.ZERO, false, false), null)))
			.isInstanceOf(InvalidDataAccessApiUsageException.class);
	}

}
