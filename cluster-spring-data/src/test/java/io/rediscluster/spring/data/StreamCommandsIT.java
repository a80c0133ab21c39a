package io.rediscluster.spring.data;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.data.domain.Range;
import org.springframework.data.domain.Range.Bound;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisStreamCommands;
import org.springframework.data.redis.connection.RedisStreamCommands.StreamEntryDeletionResult;
import org.springframework.data.redis.connection.RedisStreamCommands.TrimOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XAddOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XClaimOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XDelOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XPendingOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XTrimOptions;
import org.springframework.data.redis.connection.stream.ByteRecord;
import org.springframework.data.redis.connection.stream.Consumer;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.PendingMessages;
import org.springframework.data.redis.connection.stream.PendingMessagesSummary;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.RecordId;
import org.springframework.data.redis.connection.stream.StreamInfo.XInfoConsumers;
import org.springframework.data.redis.connection.stream.StreamInfo.XInfoGroups;
import org.springframework.data.redis.connection.stream.StreamInfo.XInfoStream;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.connection.stream.StreamReadOptions;
import org.springframework.data.redis.connection.stream.StreamRecords;

import static io.rediscluster.spring.data.FamilyProbe.bytes;
import static io.rediscluster.spring.data.FamilyProbe.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link StreamCommands} on a real cluster.
 */
@InBothModes
class StreamCommandsIT extends CommandFamilySuite<RedisStreamCommands> {

	private static final byte[] K = key("k");

	private static final byte[] L = key("l");

	private static final RecordId ONE = RecordId.of("1-0");

	private static final RecordId TWO = RecordId.of("2-0");

	private static final RecordId THREE = RecordId.of("3-0");

	private static final Consumer CONSUMER = Consumer.from("group", "consumer");

	private static final StreamOffset<byte[]> NEXT = StreamOffset.create(K, ReadOffset.lastConsumed());

	StreamCommandsIT(Mode mode) {
		super(mode, RedisStreamCommands.class, RedisClusterConnection::streamCommands);
	}

	@Test
	void recordsAreAddedReadAndDeleted() {
		RecordId generated = this.commands.xAdd(L, Map.of(bytes("f"), bytes("v")));
		assertThat(generated.getTimestamp()).isPositive();
		assertThat(this.commands.xAdd(record(K, "7-7"), XAddOptions.makeNoStream())).isNull();
		fill(K);
		assertThat(this.commands.xLen(K)).isEqualTo(3);
		assertThat(ids(this.commands.xRange(K, Range.unbounded()))).containsExactly(ONE, TWO, THREE);
		assertThat(ids(this.commands.xRange(K, Range.rightUnbounded(Bound.exclusive("1-0")), Limit.limit().count(1))))
			.containsExactly(TWO);
		assertThat(ids(this.commands.xRevRange(K, Range.closed("1-0", "2-0"), Limit.unlimited()))).containsExactly(TWO,
				ONE);
		ByteRecord first = this.commands.xRange(K, Range.unbounded()).get(0);
		assertThat(first.getStream()).isEqualTo(K);
		assertThat(texts(first.getValue().values())).containsExactly("1-0");
		assertThat(this.commands.xDel(K, ONE, RecordId.of("9-9"))).isEqualTo(1);
		assertThat(this.commands.xRange(key("missing"), Range.unbounded())).isEmpty();
	}

	@Test
	void streamsAreTrimmed() {
		fill(K);
		assertThat(this.commands.xTrim(K, 2)).isEqualTo(1);
		assertThat(this.commands.xTrim(K, 2, true)).isZero();
		assertThat(this.commands.xTrim(K, XTrimOptions.of(TrimOptions.minId(THREE)))).isEqualTo(1);
		assertThat(this.commands.xAdd(record(K, "4-0"), XAddOptions.maxlen(1))).isEqualTo(RecordId.of("4-0"));
		assertThat(this.commands.xLen(K)).isEqualTo(1);
	}

	@Test
	void streamsAreRead() {
		fill(K);
		fill(L);
		List<ByteRecord> records = this.commands.xRead(StreamReadOptions.empty().count(2), StreamOffset.fromStart(K),
				StreamOffset.create(L, ReadOffset.from(TWO)));
		assertThat(ids(records)).containsExactlyInAnyOrder(ONE, TWO, THREE);
		assertThat(records).filteredOn((record) -> record.getId().equals(THREE))
			.singleElement()
			.satisfies((record) -> assertThat(record.getStream()).isEqualTo(L));
		assertThat(this.commands.xRead(StreamOffset.latest(K))).isEmpty();
		assertThat(this.commands.xRead(StreamReadOptions.empty().block(Duration.ofMillis(10)), StreamOffset.latest(K)))
			.isEmpty();
		assertThat(ids(this.commands.xRead(StreamReadOptions.empty().block(Duration.ofSeconds(1)),
				StreamOffset.create(K, ReadOffset.from(TWO)))))
			.containsExactly(THREE);
	}

	@Test
	void groupsReadAndAcknowledge() {
		fill(K);
		assertThat(this.commands.xGroupCreate(K, "group", ReadOffset.from("0-0"))).isEqualTo("OK");
		assertThat(this.commands.xGroupCreate(L, "group", ReadOffset.latest(), true)).isEqualTo("OK");
		assertThatExceptionOfType(RedisSystemException.class)
			.isThrownBy(() -> this.commands.xGroupCreate(K, "group", ReadOffset.latest()))
			.satisfies((ex) -> assertThat(ex.getMostSpecificCause()).hasMessageStartingWith("BUSYGROUP"));
		assertThat(ids(this.commands.xReadGroup(CONSUMER, StreamReadOptions.empty().count(2), NEXT)))
			.containsExactly(ONE, TWO);
		assertThat(this.commands.xAck(K, "group", ONE, THREE)).isEqualTo(1);
		assertThat(ids(this.commands.xReadGroup(CONSUMER, StreamReadOptions.empty().noack(), NEXT)))
			.containsExactly(THREE);
		assertThat(ids(this.commands.xReadGroup(CONSUMER, StreamOffset.fromStart(K)))).containsExactly(TWO);
		assertThat(this.commands.xReadGroup(CONSUMER, StreamReadOptions.empty().block(Duration.ofMillis(10)), NEXT))
			.isEmpty();
		assertThat(this.commands.xGroupDelConsumer(K, CONSUMER)).isTrue();
		assertThat(this.commands.xGroupDestroy(K, "group")).isTrue();
		assertThat(this.commands.xGroupDestroy(K, "group")).isFalse();
	}

	@Test
	void aDeletedRecordThatIsPendingHasNoFields() {
		readAll();
		this.commands.xDel(K, ONE);
		List<ByteRecord> pending = this.commands.xReadGroup(CONSUMER, StreamOffset.fromStart(K));
		assertThat(ids(pending)).containsExactly(ONE, TWO, THREE);
		assertThat(pending.get(0).getValue()).isEmpty();
	}

	@Test
	void pendingMessagesAreListed() {
		this.commands.xGroupCreate(K, "group", ReadOffset.latest(), true);
		PendingMessagesSummary none = this.commands.xPending(K, "group");
		assertThat(none.getTotalPendingMessages()).isZero();
		assertThat(none.getPendingMessagesPerConsumer()).isEmpty();
		this.commands.xGroupDestroy(K, "group");
		readAll();
		PendingMessagesSummary summary = this.commands.xPending(K, "group");
		assertThat(summary.getTotalPendingMessages()).isEqualTo(3);
		assertThat(summary.minRecordId()).isEqualTo(ONE);
		assertThat(summary.maxRecordId()).isEqualTo(THREE);
		assertThat(summary.getPendingMessagesPerConsumer()).isEqualTo(Map.of("consumer", 3L));
		PendingMessages all = this.commands.xPending(K, CONSUMER);
		assertThat(all).hasSize(3);
		assertThat(all.get(0).getConsumer()).isEqualTo(CONSUMER);
		assertThat(all.get(0).getTotalDeliveryCount()).isEqualTo(1);
		assertThat(this.commands.xPending(K, "group", Range.leftOpen("1-0", "9-0"), 1L)).singleElement()
			.satisfies((message) -> assertThat(message.getId()).isEqualTo(TWO));
		assertThat(this.commands.xPending(K, "group", XPendingOptions.unbounded(9L).consumer("other"))).isEmpty();
		assertThat(this.commands.xPending(K, "group", Range.unbounded(), 9L, Duration.ofHours(1))).isEmpty();
	}

	@Test
	void pendingMessagesAreClaimed() {
		readAll();
		XClaimOptions two = XClaimOptions.minIdleMs(0).ids(ONE, TWO);
		assertThat(ids(this.commands.xClaim(K, "group", "other", two))).containsExactly(ONE, TWO);
		assertThat(this.commands.xClaimJustId(K, "group", "third", two.force().retryCount(5))).containsExactly(ONE,
				TWO);
		assertThat(this.commands.xPending(K, "group").getPendingMessagesPerConsumer())
			.isEqualTo(Map.of("consumer", 1L, "third", 2L));
		assertThat(this.commands.xPending(K, Consumer.from("group", "third")).get(0).getTotalDeliveryCount())
			.isEqualTo(5);
		assertThat(this.commands.xClaim(K, "group", "other", Duration.ofHours(1), ONE)).isEmpty();
	}

	@Test
	void streamsTellAboutThemselves() {
		readAll();
		XInfoStream stream = this.commands.xInfo(K);
		assertThat(stream.streamLength()).isEqualTo(3);
		assertThat(stream.groupCount()).isEqualTo(1);
		assertThat(stream.firstEntryId()).isEqualTo("1-0");
		assertThat(stream.lastEntryId()).isEqualTo("3-0");
		assertThat(stream.lastGeneratedId()).isEqualTo("3-0");
		XInfoGroups groups = this.commands.xInfoGroups(K);
		assertThat(groups.get(0).groupName()).isEqualTo("group");
		assertThat(groups.get(0).consumerCount()).isEqualTo(1);
		assertThat(groups.get(0).pendingCount()).isEqualTo(3);
		assertThat(groups.get(0).lastDeliveredId()).isEqualTo("3-0");
		XInfoConsumers consumers = this.commands.xInfoConsumers(K, "group");
		assertThat(consumers.get(0).consumerName()).isEqualTo("consumer");
		assertThat(consumers.get(0).pendingCount()).isEqualTo(3);
		assertThat(consumers.get(0).idleTime()).isBetween(Duration.ZERO, Duration.ofMinutes(2));
	}

	@Test
	void recordsAreDeletedWithTheirReferences() {
		readAll();
		XDelOptions keep = XDelOptions.defaults();
		if (knows("XDELEX", (c) -> c.xDelEx(K, keep, ONE))) {
			assertThat(this.commands.xDelEx(K, keep, ONE, RecordId.of("9-9")))
				.containsExactly(StreamEntryDeletionResult.DELETED, StreamEntryDeletionResult.NOT_FOUND);
		}
		if (knows("XACKDEL", (c) -> c.xAckDel(K, "group", keep, TWO))) {
			assertThat(this.commands.xAckDel(K, "group", keep, TWO, RecordId.of("9-9")))
				.containsExactly(StreamEntryDeletionResult.DELETED, StreamEntryDeletionResult.NOT_FOUND);
		}
	}

	private void readAll() {
		fill(K);
		this.commands.xGroupCreate(K, "group", ReadOffset.from("0-0"));
		assertThat(this.commands.xReadGroup(CONSUMER, NEXT)).hasSize(3);
	}

	private void fill(byte[] stream) {
		for (String id : List.of("1-0", "2-0", "3-0")) {
			assertThat(this.commands.xAdd(record(stream, id))).isEqualTo(RecordId.of(id));
		}
	}

	private static MapRecord<byte[], byte[], byte[]> record(byte[] stream, String id) {
		return StreamRecords.newRecord().in(stream).withId(id).ofMap(Map.of(bytes("id"), bytes(id)));
	}

	private static List<RecordId> ids(List<ByteRecord> records) {
		return records.stream().map(ByteRecord::getId).toList();
	}

}
