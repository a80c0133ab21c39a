package io.rediscluster.spring.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.data.domain.Range;
import org.springframework.data.domain.Range.Bound;
import org.springframework.data.redis.connection.BitFieldSubCommands;
import org.springframework.data.redis.connection.BitFieldSubCommands.BitFieldIncrBy;
import org.springframework.data.redis.connection.BitFieldSubCommands.BitFieldType;
import org.springframework.data.redis.connection.BitFieldSubCommands.Offset;
import org.springframework.data.redis.connection.RedisStringCommands.BitOperation;
import org.springframework.data.redis.connection.RedisStringCommands.SetOption;
import org.springframework.data.redis.connection.SetCondition;
import org.springframework.data.redis.core.types.Expiration;

import static io.rediscluster.spring.data.FamilyProbe.array;
import static io.rediscluster.spring.data.FamilyProbe.bytes;
import static io.rediscluster.spring.data.FamilyProbe.text;
import static io.rediscluster.spring.data.FamilyProbe.texts;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@link StringCommands} sends, and what it makes of the answers.
 */
class StringCommandsTests {

	private static final byte[] K = bytes("k");

	private static final byte[] V = bytes("v");

	private final FamilyProbe<StringCommands> probe = new FamilyProbe<>(StringCommands::new);

	@Test
	void writesPlainCommands() {
		this.probe.sends("GET k", (c) -> c.get(K));
		this.probe.sends("GETDEL k", (c) -> c.getDel(K));
		this.probe.sends("GETSET k v", (c) -> c.getSet(K, V));
		this.probe.sends("MGET k v", (c) -> c.mGet(K, V));
		this.probe.sends("SET k v", (c) -> c.set(K, V));
		this.probe.sends("SETNX k v", (c) -> c.setNX(K, V));
		this.probe.sends("SETEX k 5 v", (c) -> c.setEx(K, 5, V));
		this.probe.sends("PSETEX k 5 v", (c) -> c.pSetEx(K, 5, V));
		this.probe.sends("MSET k v a b", (c) -> c.mSet(entries()));
		this.probe.sends("MSETNX k v a b", (c) -> c.mSetNX(entries()));
		this.probe.sends("INCR k", (c) -> c.incr(K));
		this.probe.sends("INCRBY k -5", (c) -> c.incrBy(K, -5));
		this.probe.sends("INCRBYFLOAT k 0.5", (c) -> c.incrBy(K, 0.5));
		this.probe.sends("DECR k", (c) -> c.decr(K));
		this.probe.sends("DECRBY k 5", (c) -> c.decrBy(K, 5));
		this.probe.sends("APPEND k v", (c) -> c.append(K, V));
		this.probe.sends("GETRANGE k 1 -1", (c) -> c.getRange(K, 1, -1));
		this.probe.runs("SETRANGE k 7 v", (c) -> c.setRange(K, V, 7));
		this.probe.sends("GETBIT k 7", (c) -> c.getBit(K, 7));
		this.probe.sends("SETBIT k 7 1", (c) -> c.setBit(K, 7, true));
		this.probe.sends("SETBIT k 7 0", (c) -> c.setBit(K, 7, false));
		this.probe.sends("BITCOUNT k", (c) -> c.bitCount(K));
		this.probe.sends("BITCOUNT k 0 -1", (c) -> c.bitCount(K, 0, -1));
		this.probe.sends("STRLEN k", (c) -> c.strLen(K));
	}

	@Test
	void writesEveryConditionOfSet() {
		Expiration none = Expiration.persistent();
		this.probe.sends("SET k v", (c) -> c.set(K, V, SetCondition.upsert(), none));
		this.probe.sends("SET k v NX", (c) -> c.set(K, V, SetCondition.ifAbsent(), none));
		this.probe.sends("SET k v XX", (c) -> c.set(K, V, SetCondition.ifPresent(), none));
		this.probe.sends("SET k v IFEQ old", (c) -> c.set(K, V, SetCondition.ifEquals(bytes("old")), none));
		this.probe.sends("SET k v IFNE old", (c) -> c.set(K, V, SetCondition.ifNotEquals(bytes("old")), none));
		this.probe.sends("SET k v IFDEQ 0123456789abcdef",
				(c) -> c.set(K, V, SetCondition.ifDigestEquals("0123456789abcdef"), none));
		this.probe.sends("SET k v IFDNE 0123456789abcdef",
				(c) -> c.set(K, V, SetCondition.ifDigestNotEquals("0123456789abcdef"), none));
	}

	@Test
	void writesEveryExpirationOfSet() {
		SetCondition always = SetCondition.upsert();
		this.probe.sends("SET k v EX 5", (c) -> c.set(K, V, always, Expiration.seconds(5)));
		this.probe.sends("SET k v EX 120", (c) -> c.set(K, V, always, Expiration.from(2, TimeUnit.MINUTES)));
		this.probe.sends("SET k v PX 5", (c) -> c.set(K, V, always, Expiration.milliseconds(5)));
		this.probe.sends("SET k v EXAT 5", (c) -> c.set(K, V, always, Expiration.unixTimestamp(5, TimeUnit.SECONDS)));
		this.probe.sends("SET k v PXAT 5",
				(c) -> c.set(K, V, always, Expiration.unixTimestamp(5, TimeUnit.MILLISECONDS)));
		this.probe.sends("SET k v KEEPTTL", (c) -> c.set(K, V, always, Expiration.keepTtl()));
		this.probe.sends("SET k v XX PX 5", (c) -> c.set(K, V, SetCondition.ifPresent(), Expiration.milliseconds(5)));
	}

	@Test
	@SuppressWarnings("deprecation")
	void writesTheFormsWithSetOption() {
		this.probe.sends("SET k v NX EX 5", (c) -> c.set(K, V, Expiration.seconds(5), SetOption.ifAbsent()));
		this.probe.sends("SET k v XX GET", (c) -> c.setGet(K, V, Expiration.persistent(), SetOption.ifPresent()));
	}

	@Test
	void asksForTheOldValueBetweenConditionAndExpiration() {
		this.probe.sends("SET k v GET", (c) -> c.setGet(K, V, SetCondition.upsert(), Expiration.persistent()));
		this.probe.sends("SET k v NX GET EX 5", (c) -> c.setGet(K, V, SetCondition.ifAbsent(), Expiration.seconds(5)));
		this.probe.sends("SET k v IFEQ old GET KEEPTTL",
				(c) -> c.setGet(K, V, SetCondition.ifEquals(bytes("old")), Expiration.keepTtl()));
	}

	@Test
	void writesEveryExpirationOfGetEx() {
		this.probe.sends("GETEX k PERSIST", (c) -> c.getEx(K, Expiration.persistent()));
		this.probe.sends("GETEX k", (c) -> c.getEx(K, Expiration.keepTtl()));
		this.probe.sends("GETEX k EX 5", (c) -> c.getEx(K, Expiration.seconds(5)));
		this.probe.sends("GETEX k PX 5", (c) -> c.getEx(K, Expiration.milliseconds(5)));
		this.probe.sends("GETEX k EXAT 5", (c) -> c.getEx(K, Expiration.unixTimestamp(5, TimeUnit.SECONDS)));
		this.probe.sends("GETEX k PXAT 5", (c) -> c.getEx(K, Expiration.unixTimestamp(5, TimeUnit.MILLISECONDS)));
	}

	@Test
	void writesBitFields() {
		BitFieldSubCommands create = BitFieldSubCommands.create();
		this.probe.sends("BITFIELD k SET u8 16 9",
				(c) -> c.bitField(K, create.set(BitFieldType.UINT_8).valueAt(16).to(9)));
		this.probe.sends("BITFIELD k OVERFLOW SAT INCRBY i5 #2 -1",
				(c) -> c.bitField(K,
						create.incr(BitFieldType.signed(5))
							.valueAt(Offset.offset(2).multipliedByTypeLength())
							.overflow(BitFieldIncrBy.Overflow.SAT)
							.by(-1)));
		this.probe.sends("BITFIELD k GET u8 0 INCRBY u8 0 1", (c) -> c.bitField(K,
				create.get(BitFieldType.UINT_8).valueAt(0).incr(BitFieldType.UINT_8).valueAt(0).by(1)));
		this.probe.sends("BITFIELD_RO k GET u8 0 GET i8 #1",
				(c) -> c.bitField(K,
						create.get(BitFieldType.UINT_8)
							.valueAt(0)
							.get(BitFieldType.INT_8)
							.valueAt(Offset.offset(1).multipliedByTypeLength())));
	}

	@Test
	void writesBitOperations() {
		for (BitOperation operation : BitOperation.values()) {
			byte[][] sources = (operation == BitOperation.NOT) ? new byte[][] { V } : new byte[][] { V, bytes("w") };
			String words = (operation == BitOperation.NOT) ? " k v" : " k v w";
			this.probe.sends("BITOP " + operation + words, (c) -> c.bitOp(operation, K, sources));
		}
		this.probe.refuses("NOT", (c) -> c.bitOp(BitOperation.NOT, K, V, V));
	}

	@Test
	void writesBitPositions() {
		this.probe.sends("BITPOS k 1", (c) -> c.bitPos(K, true));
		this.probe.sends("BITPOS k 0 3", (c) -> c.bitPos(K, false, Range.rightUnbounded(Bound.inclusive(3L))));
		this.probe.sends("BITPOS k 1 3 -1", (c) -> c.bitPos(K, true, Range.closed(3L, -1L)));
		this.probe.sends("BITPOS k 1 0 9", (c) -> c.bitPos(K, true, Range.leftUnbounded(Bound.inclusive(9L))));
	}

	@Test
	void readsValuesAndMissingValues() {
		assertThat(this.probe.answering(V).get(K)).isSameAs(V);
		assertThat(this.probe.answering(null).get(K)).isNull();
		assertThat(this.probe.answering(null).setGet(K, V, SetCondition.upsert(), Expiration.keepTtl())).isNull();
		assertThat(texts(this.probe.answering(array("a", null, "b")).mGet(K, K, K))).containsExactly("a", null, "b");
		assertThat(text(this.probe.answering(bytes("")).getRange(K, 0, 1))).isEmpty();
	}

	@Test
	void readsTruthValues() {
		assertThat(this.probe.answering("OK").set(K, V)).isTrue();
		assertThat(this.probe.answering(null).set(K, V, SetCondition.ifAbsent(), Expiration.keepTtl())).isFalse();
		assertThat(this.probe.answering(0L).setNX(K, V)).isFalse();
		assertThat(this.probe.answering(1L).mSetNX(entries())).isTrue();
		assertThat(this.probe.answering(1L).getBit(K, 0)).isTrue();
		assertThat(this.probe.answering(0L).setBit(K, 0, true)).isFalse();
	}

	@Test
	void readsNumbers() {
		assertThat(this.probe.answering(7L).incr(K)).isEqualTo(7);
		assertThat(this.probe.answering(bytes("10.5")).incrBy(K, 0.5)).isEqualTo(10.5);
		assertThat(this.probe.answering(array(3, null)).bitField(K, BitFieldSubCommands.create())).containsExactly(3L,
				null);
	}

	@Test
	void refusesWhatIsEmpty() {
		this.probe.refuses("Keys must not be empty", (c) -> c.mGet());
		this.probe.refuses("Tuples must not be empty", (c) -> c.mSet(Collections.emptyMap()));
		this.probe.refuses("Tuples must not contain null elements", (c) -> c.mSet(Collections.singletonMap(K, null)));
		this.probe.refuses("Keys must not be empty", (c) -> c.bitOp(BitOperation.AND, K));
	}

	private static Map<byte[], byte[]> entries() {
		Map<byte[], byte[]> entries = new LinkedHashMap<>();
		entries.put(K, V);
		entries.put(bytes("a"), bytes("b"));
		return entries;
	}

}
