package io.rediscluster.spring.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.data.domain.Range;
import org.springframework.data.domain.Range.Bound;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.BitFieldSubCommands;
import org.springframework.data.redis.connection.BitFieldSubCommands.BitFieldIncrBy.Overflow;
import org.springframework.data.redis.connection.BitFieldSubCommands.BitFieldType;
import org.springframework.data.redis.connection.BitFieldSubCommands.Offset;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisStringCommands;
import org.springframework.data.redis.connection.RedisStringCommands.BitOperation;
import org.springframework.data.redis.connection.SetCondition;
import org.springframework.data.redis.core.types.Expiration;

import static io.rediscluster.spring.data.FamilyProbe.bytes;
import static io.rediscluster.spring.data.FamilyProbe.text;
import static io.rediscluster.spring.data.FamilyProbe.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link StringCommands} on a real cluster.
 */
@InBothModes
class StringCommandsIT extends CommandFamilySuite<RedisStringCommands> {

	private static final byte[] K = key("k");

	private static final byte[] L = key("l");

	private static final byte[] M = key("m");

	StringCommandsIT(Mode mode) {
		super(mode, RedisStringCommands.class, RedisClusterConnection::stringCommands);
	}

	@Test
	void valuesAreStoredReadAndReplaced() {
		assertThat(this.commands.get(K)).isNull();
		assertThat(this.commands.set(K, bytes("1"))).isTrue();
		assertThat(text(this.commands.get(K))).isEqualTo("1");
		assertThat(text(this.commands.getSet(K, bytes("2")))).isEqualTo("1");
		assertThat(this.commands.setNX(K, bytes("3"))).isFalse();
		assertThat(text(this.commands.getDel(K))).isEqualTo("2");
		assertThat(this.commands.getDel(K)).isNull();
		assertThat(this.commands.setNX(K, bytes("3"))).isTrue();
		byte[] binary = { 0, -1, 13, 10, 127, -128 };
		assertThat(this.commands.set(K, binary)).isTrue();
		assertThat(this.commands.get(K)).isEqualTo(binary);
	}

	@Test
	void conditionsDecideWhetherAValueIsStored() {
		Expiration none = Expiration.persistent();
		assertThat(this.commands.set(K, bytes("1"), SetCondition.ifPresent(), none)).isFalse();
		assertThat(this.commands.set(K, bytes("1"), SetCondition.ifAbsent(), none)).isTrue();
		assertThat(this.commands.set(K, bytes("2"), SetCondition.ifAbsent(), none)).isFalse();
		assertThat(text(this.commands.setGet(K, bytes("2"), SetCondition.ifPresent(), none))).isEqualTo("1");
		assertThat(this.commands.setGet(L, bytes("2"), SetCondition.upsert(), none)).isNull();
		assertThat(text(this.commands.get(L))).isEqualTo("2");
	}

	@Test
	void aValueIsReplacedOnlyIfItIsTheExpectedOne() {
		this.commands.set(K, bytes("old"));
		SetCondition other = SetCondition.ifEquals(bytes("other"));
		SetCondition old = SetCondition.ifEquals(bytes("old"));
		Expiration none = Expiration.persistent();
		if (!server().valkey() && !server().isAtLeast(8, 4)) {
			assertThatExceptionOfType(RedisSystemException.class)
				.isThrownBy(() -> this.commands.set(K, bytes("new"), old, none))
				.withMessageContaining("ERR syntax error");
			return;
		}
		assertThat(this.commands.set(K, bytes("new"), other, none)).isFalse();
		assertThat(this.commands.set(K, bytes("new"), old, none)).isTrue();
		assertThat(text(this.commands.get(K))).isEqualTo("new");
	}

	@Test
	void expirationsAreSetKeptAndRemoved() {
		SetCondition always = SetCondition.upsert();
		this.commands.set(K, bytes("1"), always, Expiration.seconds(100));
		assertThat(ttl(K)).isBetween(50_000L, 100_000L);
		this.commands.set(K, bytes("2"), always, Expiration.keepTtl());
		assertThat(ttl(K)).isBetween(50_000L, 100_000L);
		this.commands.set(K, bytes("3"), always, Expiration.persistent());
		assertThat(ttl(K)).isEqualTo(-1);
		this.commands.set(K, bytes("4"), always, Expiration.milliseconds(90_500));
		assertThat(ttl(K)).isBetween(50_000L, 90_500L);
		long inAMinute = System.currentTimeMillis() + 60_000;
		this.commands.set(K, bytes("5"), always, Expiration.unixTimestamp(inAMinute, TimeUnit.MILLISECONDS));
		assertThat(ttl(K)).isBetween(20_000L, 60_000L);
		assertThat(this.commands.setEx(K, 100, bytes("6"))).isTrue();
		assertThat(ttl(K)).isBetween(60_001L, 100_000L);
		assertThat(this.commands.pSetEx(K, 50_000, bytes("7"))).isTrue();
		assertThat(ttl(K)).isBetween(10_000L, 50_000L);
	}

	@Test
	void aReadMayChangeTheExpiration() {
		this.commands.set(K, bytes("1"));
		assertThat(text(this.commands.getEx(K, Expiration.seconds(100)))).isEqualTo("1");
		assertThat(ttl(K)).isBetween(50_000L, 100_000L);
		assertThat(text(this.commands.getEx(K, Expiration.keepTtl()))).isEqualTo("1");
		assertThat(ttl(K)).isBetween(50_000L, 100_000L);
		assertThat(text(this.commands.getEx(K, Expiration.persistent()))).isEqualTo("1");
		assertThat(ttl(K)).isEqualTo(-1);
		assertThat(this.commands.getEx(L, Expiration.seconds(100))).isNull();
	}

	@Test
	void valuesOfManySlotsAreWrittenAndReadTogether() {
		Map<byte[], byte[]> values = new LinkedHashMap<>();
		for (int i = 0; i < 50; i++) {
			values.put(bytes("many:" + i), bytes("v" + i));
		}
		assertThat(this.commands.mSet(values)).isTrue();
		List<byte[]> read = this.commands.mGet(bytes("many:7"), bytes("missing"), bytes("many:30"), bytes("many:7"));
		assertThat(texts(read)).containsExactly("v7", null, "v30", "v7");
		assertThat(texts(this.commands.mGet(values.keySet().toArray(byte[][]::new))))
			.containsExactlyElementsOf(texts(values.values()));
	}

	@Test
	void valuesAreWrittenTogetherOnlyIfNoneExists() {
		assertThat(this.commands.mSetNX(Map.of(K, bytes("1"), L, bytes("2")))).isTrue();
		assertThat(this.commands.mSetNX(Map.of(L, bytes("3"), M, bytes("4")))).isFalse();
		assertThat(texts(this.commands.mGet(K, L, M))).containsExactly("1", "2", null);
	}

	@Test
	void numbersCount() {
		assertThat(this.commands.incr(K)).isEqualTo(1);
		assertThat(this.commands.incrBy(K, 10)).isEqualTo(11);
		assertThat(this.commands.decr(K)).isEqualTo(10);
		assertThat(this.commands.decrBy(K, 15)).isEqualTo(-5);
		assertThat(this.commands.incrBy(K, 0.5)).isEqualTo(-4.5);
		assertThatExceptionOfType(RedisSystemException.class).isThrownBy(() -> this.commands.incr(K))
			.havingRootCause()
			.withMessageStartingWith("ERR value is not an integer");
	}

	@Test
	void partsOfValuesAreWrittenAndRead() {
		assertThat(this.commands.append(K, bytes("Hello"))).isEqualTo(5);
		this.commands.setRange(K, bytes("p!"), 3);
		assertThat(text(this.commands.get(K))).isEqualTo("Help!");
		assertThat(text(this.commands.getRange(K, 1, -2))).isEqualTo("elp");
		assertThat(this.commands.getRange(L, 0, -1)).isEmpty();
		assertThat(this.commands.strLen(K)).isEqualTo(5);
		assertThat(this.commands.strLen(L)).isZero();
	}

	@Test
	void bitsAreSetReadCountedAndFound() {
		assertThat(this.commands.setBit(K, 9, true)).isFalse();
		assertThat(this.commands.setBit(K, 9, false)).isTrue();
		assertThat(this.commands.setBit(K, 17, true)).isFalse();
		assertThat(this.commands.getBit(K, 17)).isTrue();
		assertThat(this.commands.getBit(K, 3)).isFalse();
		assertThat(this.commands.bitCount(K)).isEqualTo(1);
		assertThat(this.commands.bitCount(K, 0, 1)).isZero();
		assertThat(this.commands.bitPos(K, true)).isEqualTo(17);
		assertThat(this.commands.bitPos(K, true, Range.closed(0L, 1L))).isEqualTo(-1);
		assertThat(this.commands.bitPos(K, true, Range.leftUnbounded(Bound.inclusive(1L)))).isEqualTo(-1);
		assertThat(this.commands.bitPos(K, true, Range.rightUnbounded(Bound.inclusive(1L)))).isEqualTo(17);
	}

	@Test
	void bitFieldsAreWrittenAndRead() {
		BitFieldSubCommands create = BitFieldSubCommands.create();
		assertThat(this.commands.bitField(K, create.set(BitFieldType.UINT_8).valueAt(0).to(250))).containsExactly(0L);
		assertThat(this.commands.bitField(K,
				create.incr(BitFieldType.UINT_8)
					.valueAt(0)
					.overflow(Overflow.FAIL)
					.by(10)
					.get(BitFieldType.UINT_8)
					.valueAt(0)))
			.containsExactly(null, 250L);
		assertThat(this.commands.bitField(K, create.incr(BitFieldType.UINT_8).valueAt(0).overflow(Overflow.SAT).by(10)))
			.containsExactly(255L);
		assertThat(this.commands.bitField(K,
				create.get(BitFieldType.signed(4)).valueAt(Offset.offset(1).multipliedByTypeLength())))
			.containsExactly(-1L);
	}

	@Test
	void bitOperationsStoreTheirResult() {
		this.commands.set(K, new byte[] { 0b0110 });
		this.commands.set(L, new byte[] { 0b0011 });
		assertThat(this.commands.bitOp(BitOperation.AND, M, K, L)).isEqualTo(1);
		assertThat(this.commands.get(M)).containsExactly(0b0010);
		this.commands.bitOp(BitOperation.XOR, M, K, L);
		assertThat(this.commands.get(M)).containsExactly(0b0101);
		this.commands.bitOp(BitOperation.NOT, M, K);
		assertThat(this.commands.get(M)).containsExactly(~0b0110);
	}

	private static Long ttl(byte[] key) {
		return connection().keyCommands().pTtl(key);
	}

}
