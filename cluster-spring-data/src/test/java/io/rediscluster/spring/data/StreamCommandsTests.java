package io.rediscluster.spring.data;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.rediscluster.client.internal.resp.MapValue;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import org.springframework.data.domain.Range;
import org.springframework.data.domain.Range.Bound;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.RedisStreamCommands.StreamDeletionPolicy;
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
import org.springframework.data.redis.connection.stream.PendingMessage;
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

import static io.rediscluster.spring.data.FamilyProbe.array;
import static io.rediscluster.spring.data.FamilyProbe.bytes;
import static io.rediscluster.spring.data.FamilyProbe.text;
import static io.rediscluster.spring.data.FamilyProbe.texts;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@link StreamCommands} sends, and what it makes of the answers.
 */
class StreamCommandsTests {

	private static final byte[] K = bytes("k");

	private static final byte[] L = bytes("l");

	private static final RecordId ONE = RecordId.of("1-0");

	private static final RecordId TWO = RecordId.of("2-0");

	private static final Consumer CONSUMER = Consumer.from("g", "c");

	private final FamilyProbe<StreamCommands> probe = new FamilyProbe<>(StreamCommands::new);

	@Test
	void writesEntries() {
		this.probe.sends("XADD k * f v g w", (c) -> c.xAdd(K, fields()));
		this.probe.sends("XADD k * f v g w", (c) -> c.xAdd(record()));
		this.probe.sends("XADD k 1-0 f v g w", (c) -> c.xAdd(record().withId(ONE)));
		this.probe.sends("XADD k NOMKSTREAM * f v g w", (c) -> c.xAdd(record(), XAddOptions.makeNoStream()));
		this.probe.sends("XADD k MAXLEN = 9 * f v g w", (c) -> c.xAdd(record(), XAddOptions.maxlen(9)));
		this.probe.sends("XADD k NOMKSTREAM MINID ~ 1-0 LIMIT 5 DELREF 2-0 f v g w",
				(c) -> c.xAdd(record().withId(TWO), XAddOptions
					.trim(TrimOptions.minId(ONE).approximate().limit(5).deletionPolicy(StreamDeletionPolicy.delete()))
					.nomkstream(true)));
	}

	@Test
	void writesTrims() {
		this.probe.sends("XTRIM k MAXLEN = 9", (c) -> c.xTrim(K, 9));
		this.probe.sends("XTRIM k MAXLEN ~ 9", (c) -> c.xTrim(K, 9, true));
		this.probe.sends("XTRIM k MAXLEN ~ 9 LIMIT 5 ACKED",
				(c) -> c.xTrim(K,
						XTrimOptions.of(TrimOptions.maxLen(9)
							.approximate()
							.limit(5)
							.deletionPolicy(StreamDeletionPolicy.removeAcknowledged()))));
		this.probe.sends("XTRIM k MINID = 1-0", (c) -> c.xTrim(K, XTrimOptions.of(TrimOptions.minId(ONE))));
	}

	@Test
	void writesDeletions() {
		this.probe.sends("XDEL k 1-0 2-0", (c) -> c.xDel(K, ONE, TWO));
		this.probe.sends("XDEL k 1-0", (c) -> c.xDel(K, "1-0"));
		this.probe.sends("XACK k g 1-0 2-0", (c) -> c.xAck(K, "g", ONE, TWO));
		this.probe.sends("XACK k g 1-0", (c) -> c.xAck(K, "g", "1-0"));
		this.probe.sends("XDELEX k KEEPREF IDS 2 1-0 2-0", (c) -> c.xDelEx(K, XDelOptions.defaults(), ONE, TWO));
		this.probe.sends("XDELEX k DELREF IDS 1 1-0",
				(c) -> c.xDelEx(K, XDelOptions.deletionPolicy(StreamDeletionPolicy.delete()), "1-0"));
		this.probe.sends("XACKDEL k g ACKED IDS 2 1-0 2-0", (c) -> c.xAckDel(K, "g",
				XDelOptions.deletionPolicy(StreamDeletionPolicy.removeAcknowledged()), ONE, TWO));
		this.probe.sends("XACKDEL k g KEEPREF IDS 1 1-0", (c) -> c.xAckDel(K, "g", XDelOptions.defaults(), "1-0"));
	}

	@Test
	void writesRanges() {
		Range<String> closed = Range.closed("1-0", "2-0");
		Range<String> open = Range.from(Bound.exclusive("1-0")).to(Bound.exclusive("2-0"));
		this.probe.sends("XLEN k", (c) -> c.xLen(K));
		this.probe.sends("XRANGE k - +", (c) -> c.xRange(K, Range.unbounded()));
		this.probe.sends("XRANGE k 1-0 2-0", (c) -> c.xRange(K, closed));
		this.probe.sends("XRANGE k (1-0 (2-0 COUNT 3", (c) -> c.xRange(K, open, Limit.limit().count(3)));
		this.probe.sends("XRANGE k - +", (c) -> c.xRange(K, Range.open("-", "+")));
		this.probe.sends("XREVRANGE k + -", (c) -> c.xRevRange(K, Range.unbounded()));
		this.probe.sends("XREVRANGE k 2-0 1-0 COUNT 3", (c) -> c.xRevRange(K, closed, Limit.limit().count(3)));
	}

	@Test
	void writesReads() {
		StreamOffset<byte[]> start = StreamOffset.fromStart(K);
		StreamOffset<byte[]> latest = StreamOffset.latest(L);
		StreamOffset<byte[]> next = StreamOffset.create(K, ReadOffset.lastConsumed());
		StreamReadOptions all = StreamReadOptions.empty().block(Duration.ofSeconds(2)).count(3).noack();
		this.probe.sends("XREAD STREAMS k l 0-0 $", (c) -> c.xRead(start, latest));
		this.probe.sends("XREAD COUNT 3 BLOCK 2000 STREAMS k 0-0", (c) -> c.xRead(all, start));
		this.probe.sends("XREADGROUP GROUP g c STREAMS k >", (c) -> c.xReadGroup(CONSUMER, next));
		this.probe.sends("XREADGROUP GROUP g c COUNT 3 BLOCK 2000 NOACK STREAMS k l > $",
				(c) -> c.xReadGroup(CONSUMER, all, next, latest));
	}

	@Test
	void writesClaims() {
		XClaimOptions plain = XClaimOptions.minIdleMs(500).ids(ONE, TWO);
		XClaimOptions all = plain.idle(Duration.ofSeconds(1)).time(Instant.ofEpochMilli(7)).retryCount(2).force();
		this.probe.sends("XCLAIM k g c 500 1-0 2-0", (c) -> c.xClaim(K, "g", "c", plain));
		this.probe.sends("XCLAIM k g c 500 1-0", (c) -> c.xClaim(K, "g", "c", Duration.ofMillis(500), ONE));
		this.probe.sends("XCLAIM k g c 500 1-0 2-0 IDLE 1000 TIME 7 RETRYCOUNT 2 FORCE",
				(c) -> c.xClaim(K, "g", "c", all));
		this.probe.sends("XCLAIM k g c 500 1-0 2-0 JUSTID", (c) -> c.xClaimJustId(K, "g", "c", plain));
		this.probe.sends("XCLAIM k g c 500 1-0 2-0 IDLE 1000 TIME 7 RETRYCOUNT 2 FORCE JUSTID",
				(c) -> c.xClaimJustId(K, "g", "c", all));
	}

	@Test
	void writesQuestionsAboutPendingMessages() {
		Range<String> range = Range.from(Bound.exclusive("1-0")).to(Bound.inclusive("2-0"));
		this.probe.sends("XPENDING k g", (c) -> c.xPending(K, "g"));
		this.probe.sends("XPENDING k g - + 9223372036854775807 c", (c) -> c.xPending(K, CONSUMER));
		this.probe.sends("XPENDING k g - + 9223372036854775807 c", (c) -> c.xPending(K, "g", "c"));
		this.probe.sends("XPENDING k g (1-0 2-0 5", (c) -> c.xPending(K, "g", range, 5L));
		this.probe.sends("XPENDING k g IDLE 300 (1-0 2-0 5",
				(c) -> c.xPending(K, "g", range, 5L, Duration.ofMillis(300)));
		this.probe.sends("XPENDING k g (1-0 2-0 5 c", (c) -> c.xPending(K, CONSUMER, range, 5L));
		this.probe.sends("XPENDING k g IDLE 300 (1-0 2-0 5 c",
				(c) -> c.xPending(K, CONSUMER, range, 5L, Duration.ofMillis(300)));
		this.probe.sends("XPENDING k g - + 5", (c) -> c.xPending(K, "g", XPendingOptions.unbounded(5L)));
	}

	@Test
	void writesGroups() {
		this.probe.sends("XGROUP CREATE k g $", (c) -> c.xGroupCreate(K, "g", ReadOffset.latest()));
		this.probe.sends("XGROUP CREATE k g 1-0 MKSTREAM", (c) -> c.xGroupCreate(K, "g", ReadOffset.from(ONE), true));
		this.probe.sends("XGROUP DELCONSUMER k g c", (c) -> c.xGroupDelConsumer(K, CONSUMER));
		this.probe.sends("XGROUP DELCONSUMER k g c", (c) -> c.xGroupDelConsumer(K, "g", "c"));
		this.probe.sends("XGROUP DESTROY k g", (c) -> c.xGroupDestroy(K, "g"));
		this.probe.sends("XINFO STREAM k", (c) -> c.xInfo(K));
		this.probe.sends("XINFO GROUPS k", (c) -> c.xInfoGroups(K));
		this.probe.sends("XINFO CONSUMERS k g", (c) -> c.xInfoConsumers(K, "g"));
	}

	@Test
	void readsRecords() {
		Object entries = array(array("1-0", array("f", "v", "g", "w")), null, array("2-0", null));
		List<ByteRecord> records = this.probe.answering(entries).xRange(K, Range.unbounded());
		assertThat(records).extracting(ByteRecord::getId).containsExactly(ONE, TWO);
		assertThat(records).extracting(ByteRecord::getStream).containsOnly(K);
		assertThat(texts(records.get(0).getValue().keySet())).containsExactly("f", "g");
		assertThat(texts(records.get(0).getValue().values())).containsExactly("v", "w");
		assertThat(records.get(1).getValue()).isEmpty();
		assertThat(this.probe.answering(null).xRevRange(K, Range.unbounded())).isEmpty();
	}

	@Test
	void readsRecordsOfSeveralStreams() {
		Object streams = new MapValue(array("k", array((Object) array("1-0", array("f", "v"))), "l",
				array((Object) array("2-0", array("f", "v")))));
		List<ByteRecord> records = this.probe.answering(streams)
			.xRead(StreamOffset.fromStart(K), StreamOffset.fromStart(L));
		assertThat(records).extracting((record) -> text(record.getStream())).containsExactly("k", "l");
		assertThat(records).extracting(ByteRecord::getId).containsExactly(ONE, TWO);
		assertThat(this.probe.answering(null).xReadGroup(CONSUMER, StreamOffset.latest(K))).isEmpty();
	}

	@Test
	void readsIdsAndCodes() {
		assertThat(this.probe.answering(bytes("1-0")).xAdd(K, fields())).isEqualTo(ONE);
		assertThat(this.probe.answering(null).xAdd(record(), XAddOptions.makeNoStream())).isNull();
		assertThat(this.probe.answering(array("1-0", "2-0"))
			.xClaimJustId(K, "g", "c", XClaimOptions.minIdleMs(0).ids(ONE))).containsExactly(ONE, TWO);
		assertThat(this.probe.answering(array(1, -1, 2)).xDelEx(K, XDelOptions.defaults(), ONE, TWO, TWO))
			.containsExactly(StreamEntryDeletionResult.DELETED, StreamEntryDeletionResult.NOT_FOUND,
					StreamEntryDeletionResult.NOT_DELETED_UNACKNOWLEDGED_OR_STILL_REFERENCED);
		assertThat(this.probe.answering("OK").xGroupCreate(K, "g", ReadOffset.latest())).isEqualTo("OK");
		assertThat(this.probe.answering(0L).xGroupDestroy(K, "g")).isFalse();
		assertThat(this.probe.answering(0L).xGroupDelConsumer(K, CONSUMER)).isTrue();
	}

	@Test
	void readsPendingMessages() {
		PendingMessagesSummary summary = this.probe
			.answering(array(3, "1-0", "2-0", array(array("c", "2"), array("d", "1"))))
			.xPending(K, "g");
		assertThat(summary.getTotalPendingMessages()).isEqualTo(3);
		assertThat(summary.minRecordId()).isEqualTo(ONE);
		assertThat(summary.maxRecordId()).isEqualTo(TWO);
		assertThat(summary.getPendingMessagesPerConsumer()).containsExactly(Map.entry("c", 2L), Map.entry("d", 1L));
		PendingMessagesSummary none = this.probe.answering(array(0, null, null, null)).xPending(K, "g");
		assertThat(none.getIdRange()).isEqualTo(Range.unbounded());
		assertThat(none.getPendingMessagesPerConsumer()).isEmpty();
		PendingMessages messages = this.probe.answering(array((Object) array("1-0", "c", 70, 2)))
			.xPending(K, "g", Range.closed("1-0", "2-0"), 5L);
		assertThat(messages.getRange()).isEqualTo(Range.closed("1-0", "2-0"));
		PendingMessage message = messages.get(0);
		assertThat(message.getId()).isEqualTo(ONE);
		assertThat(message.getConsumer()).isEqualTo(CONSUMER);
		assertThat(message.getElapsedTimeSinceLastDelivery()).isEqualTo(Duration.ofMillis(70));
		assertThat(message.getTotalDeliveryCount()).isEqualTo(2);
	}

	@Test
	void readsDescriptions() {
		XInfoStream stream = this.probe
			.answering(new MapValue(array("length", 1, "radix-tree-keys", 1, "radix-tree-nodes", 2, "groups", 0,
					"last-generated-id", "1-0", "first-entry", array("1-0", array("f", "v")), "last-entry", null)))
			.xInfo(K);
		assertThat(stream.streamLength()).isEqualTo(1);
		assertThat(stream.lastGeneratedId()).isEqualTo("1-0");
		assertThat(stream.firstEntryId()).isEqualTo("1-0");
		assertThat(stream.getFirstEntry()).extractingByKey("1-0", InstanceOfAssertFactories.MAP).containsOnlyKeys("f");
		assertThat(stream.lastEntryId()).isNull();
		XInfoGroups groups = this.probe
			.answering(array(new MapValue(
					array("name", "g", "consumers", 1, "pending", 2, "last-delivered-id", "1-0", "lag", null))))
			.xInfoGroups(K);
		assertThat(groups.get(0).groupName()).isEqualTo("g");
		assertThat(groups.get(0).pendingCount()).isEqualTo(2);
		XInfoConsumers consumers = this.probe
			.answering(array(new MapValue(array("name", "c", "pending", 2, "idle", 70))))
			.xInfoConsumers(K, "g");
		assertThat(consumers.get(0).groupName()).isEqualTo("g");
		assertThat(consumers.get(0).consumerName()).isEqualTo("c");
		assertThat(consumers.get(0).idleTime()).isEqualTo(Duration.ofMillis(70));
	}

	@Test
	@SuppressWarnings("unchecked")
	void refusesWhatIsEmpty() {
		this.probe.refuses("Record ids must not be empty", (c) -> c.xAck(K, "g", new RecordId[0]));
		this.probe.refuses("Record ids must not be empty",
				(c) -> c.xClaim(K, "g", "c", XClaimOptions.minIdleMs(0).ids(List.of())));
		this.probe.refuses("Group name must not be null or empty", (c) -> c.xGroupDestroy(K, ""));
		this.probe.refuses("Streams must not be empty", (c) -> c.xRead(new StreamOffset[0]));
		this.probe.refuses("Fields must not be empty", (c) -> c.xAdd(K, Map.of()));
		this.probe.refuses("Stream must not be null", (c) -> c.xAdd(StreamRecords.newRecord().ofBytes(fields())));
	}

	private static MapRecord<byte[], byte[], byte[]> record() {
		return StreamRecords.newRecord().in(K).ofMap(fields());
	}

	private static Map<byte[], byte[]> fields() {
		Map<byte[], byte[]> fields = new LinkedHashMap<>();
		fields.put(bytes("f"), bytes("v"));
		fields.put(bytes("g"), bytes("w"));
		return fields;
	}

}
