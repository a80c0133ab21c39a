package io.rediscluster.spring.data;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.CompareCondition;
import org.springframework.data.redis.connection.DataType;
import org.springframework.data.redis.connection.DefaultSortParameters;
import org.springframework.data.redis.connection.ExpirationOptions;
import org.springframework.data.redis.connection.ExpirationOptions.Condition;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisKeyCommands;
import org.springframework.data.redis.connection.SortParameters;
import org.springframework.data.redis.connection.ValueEncoding.RedisValueEncoding;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.types.Expiration;

import static io.rediscluster.spring.data.FamilyProbe.bytes;
import static io.rediscluster.spring.data.FamilyProbe.text;
import static io.rediscluster.spring.data.FamilyProbe.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link KeyCommands} on a real cluster.
 */
@InBothModes
class KeyCommandsIT extends CommandFamilySuite<RedisKeyCommands> {

	private static final byte[] K = key("k");

	private static final byte[] L = key("l");

	private static final byte[] MISSING = key("missing");

	KeyCommandsIT(Mode mode) {
		super(mode, RedisKeyCommands.class, RedisClusterConnection::keyCommands);
	}

	@Test
	void keysOfManySlotsAreCountedTouchedAndDeletedTogether() {
		set("a", "b", "c", "d", "e");
		assertThat(this.commands.exists(bytes("a"))).isTrue();
		assertThat(this.commands.exists(bytes("missing"))).isFalse();
		assertThat(this.commands.exists(bytes("a"), bytes("b"), bytes("missing"), bytes("a"))).isEqualTo(3);
		assertThat(this.commands.touch(bytes("a"), bytes("b"), bytes("missing"))).isEqualTo(2);
		assertThat(this.commands.del(bytes("a"), bytes("b"), bytes("missing"))).isEqualTo(2);
		assertThat(this.commands.unlink(bytes("c"), bytes("d"), bytes("a"))).isEqualTo(2);
		assertThat(this.commands.exists(bytes("c"), bytes("d"), bytes("e"))).isEqualTo(1);
	}

	@Test
	void keysOfTheWholeClusterAreFound() {
		Set<String> expected = new HashSet<>();
		for (int i = 0; i < 300; i++) {
			expected.add("find:" + i);
		}
		set(expected.toArray(String[]::new));
		set("other");
		assertThat(new HashSet<>(texts(this.commands.keys(bytes("find:*"))))).isEqualTo(expected);
		assertThat(new HashSet<>(
				texts(rest(this.commands.scan(ScanOptions.scanOptions().match("find:*").count(20).build())))))
			.isEqualTo(expected);
		assertThat(rest(this.commands.scan(ScanOptions.NONE))).hasSize(301);
		assertThat(rest(this.commands.scan(ScanOptions.scanOptions().type(DataType.LIST).build()))).isEmpty();
	}

	@Test
	void aRandomKeyIsFoundOnWhicheverNodeItIs() {
		assertThat(this.commands.randomKey()).isNull();
		for (String key : new String[] { "a", "b", "c" }) {
			set(key);
			assertThat(text(this.commands.randomKey())).isEqualTo(key);
			this.commands.del(bytes(key));
		}
	}

	@Test
	void keysAreRenamedAndCopied() {
		set("{tag}:k");
		this.commands.rename(K, L);
		assertThat(this.commands.exists(K)).isFalse();
		assertThat(value(L)).isEqualTo("{tag}:k");
		assertThatExceptionOfType(RedisSystemException.class).isThrownBy(() -> this.commands.rename(K, L))
			.satisfies((ex) -> assertThat(ex.getMostSpecificCause()).hasMessageStartingWith("ERR no such key"));
		assertThat(this.commands.copy(L, K, false)).isTrue();
		assertThat(this.commands.copy(L, K, false)).isFalse();
		assertThat(this.commands.copy(L, K, true)).isTrue();
		assertThat(this.commands.renameNX(L, K)).isFalse();
		assertThat(this.commands.renameNX(L, MISSING)).isTrue();
	}

	@Test
	void aClusterHasOneDatabase() {
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class).isThrownBy(() -> this.commands.move(K, 1));
	}

	@Test
	void timesToLiveAreSetAndRead() {
		set("{tag}:k");
		assertThat(this.commands.ttl(MISSING)).isEqualTo(-2);
		assertThat(this.commands.pTtl(K)).isEqualTo(-1);
		assertThat(this.commands.ttl(K, TimeUnit.HOURS)).isEqualTo(-1);
		assertThat(this.commands.expire(K, 7200)).isTrue();
		assertThat(this.commands.ttl(K)).isBetween(7000L, 7200L);
		assertThat(this.commands.ttl(K, TimeUnit.MINUTES)).isBetween(116L, 120L);
		assertThat(this.commands.pExpire(K, 100_500)).isTrue();
		assertThat(this.commands.pTtl(K, TimeUnit.SECONDS)).isBetween(50L, 100L);
		long now = System.currentTimeMillis();
		assertThat(this.commands.expireAt(K, now / 1000 + 1000)).isTrue();
		assertThat(this.commands.pTtl(K)).isBetween(900_000L, 1_000_000L);
		assertThat(this.commands.pExpireAt(K, now + 50_000)).isTrue();
		assertThat(this.commands.pTtl(K)).isBetween(1L, 50_000L);
		assertThat(this.commands.persist(K)).isTrue();
		assertThat(this.commands.persist(K)).isFalse();
		assertThat(this.commands.expire(MISSING, 10)).isFalse();
	}

	@Test
	void conditionsDecideWhetherATimeToLiveIsSet() {
		set("{tag}:k");
		if (!server().isAtLeast(7, 0)) {
			assertThatExceptionOfType(RedisSystemException.class)
				.isThrownBy(() -> this.commands.expire(K, 10, Condition.XX));
			return;
		}
		long now = System.currentTimeMillis();
		assertThat(this.commands.expire(K, 10, Condition.XX)).isFalse();
		assertThat(this.commands.expire(K, 1000, Condition.NX)).isTrue();
		assertThat(this.commands.pExpire(K, 500_000, Condition.GT)).isFalse();
		assertThat(this.commands.pExpire(K, 500_000, Condition.LT)).isTrue();
		assertThat(this.commands.expireAt(K, now / 1000 + 100, Condition.GT)).isFalse();
		assertThat(this.commands.pExpireAt(K, now + 900_000, Condition.GT)).isTrue();
	}

	@Test
	void expirationsAreAppliedInTheirOwnUnit() {
		set("{tag}:k");
		ExpirationOptions none = ExpirationOptions.none();
		assertThat(this.commands.applyExpiration(K, Expiration.milliseconds(90_500), none)).isTrue();
		assertThat(this.commands.pTtl(K)).isBetween(40_000L, 90_500L);
		assertThat(this.commands.applyExpiration(K, Expiration.seconds(1000), none)).isTrue();
		assertThat(this.commands.pTtl(K)).isBetween(900_000L, 1_000_000L);
		assertThat(this.commands.applyExpiration(K, Expiration.persistent(), none)).isTrue();
		assertThat(this.commands.pTtl(K)).isEqualTo(-1);
	}

	@Test
	void keysTellAboutThemselves() {
		connection().setCommands().sAdd(K, bytes("1"), bytes("2"));
		assertThat(this.commands.type(K)).isEqualTo(DataType.SET);
		assertThat(this.commands.type(MISSING)).isEqualTo(DataType.NONE);
		assertThat(this.commands.encodingOf(K)).isEqualTo(RedisValueEncoding.INTSET);
		assertThat(this.commands.encodingOf(MISSING)).isEqualTo(RedisValueEncoding.VACANT);
		assertThat(this.commands.idletime(K)).isBetween(Duration.ZERO, Duration.ofMinutes(2));
		assertThat(this.commands.idletime(MISSING)).isNull();
		assertThat(this.commands.refcount(K)).isEqualTo(1);
		assertThat(this.commands.refcount(MISSING)).isNull();
	}

	@Test
	void valuesAreDumpedAndRestored() {
		set("{tag}:k");
		byte[] dump = this.commands.dump(K);
		assertThat(this.commands.dump(MISSING)).isNull();
		this.commands.restore(L, 100_000, dump);
		assertThat(value(L)).isEqualTo("{tag}:k");
		assertThat(this.commands.pTtl(L)).isBetween(1L, 100_000L);
		assertThatExceptionOfType(RedisSystemException.class).isThrownBy(() -> this.commands.restore(L, 0, dump))
			.satisfies((ex) -> assertThat(ex.getMostSpecificCause()).hasMessageStartingWith("BUSYKEY"));
		this.commands.restore(L, 0, dump, true);
		assertThat(this.commands.pTtl(L)).isEqualTo(-1);
	}

	@Test
	void listsAreSortedAndStored() {
		connection().listCommands().rPush(K, bytes("3"), bytes("1"), bytes("10"), bytes("2"));
		assertThat(texts(this.commands.sort(K, null))).containsExactly("1", "2", "3", "10");
		SortParameters middle = new DefaultSortParameters(new SortParameters.Range(1, 2), SortParameters.Order.DESC,
				true);
		assertThat(texts(this.commands.sort(K, middle))).containsExactly("2", "10");
		assertThat(this.commands.sort(K, new DefaultSortParameters().desc(), L)).isEqualTo(4);
		assertThat(texts(connection().listCommands().lRange(L, 0, -1))).containsExactly("10", "3", "2", "1");
		assertThat(this.commands.sort(MISSING, null)).isEmpty();
	}

	@Test
	void keysAreDeletedIfTheirValueIsTheExpectedOne() {
		set("{tag}:k");
		if (knows("DELEX", (c) -> c.delex(K, CompareCondition.ifEquals(bytes("other"))))) {
			assertThat(this.commands.delex(K, CompareCondition.ifEquals(bytes("other")))).isFalse();
			assertThat(this.commands.delex(K, CompareCondition.ifEquals(K))).isTrue();
		}
	}

	@Test
	void valuesHaveDigests() {
		set("{tag}:k");
		if (knows("DIGEST", (c) -> c.digest(K))) {
			assertThat(this.commands.digest(K)).matches("[0-9a-f]{16}");
			assertThat(this.commands.digest(MISSING)).isNull();
		}
	}

	private static void set(String... keys) {
		for (String key : keys) {
			connection().stringCommands().mSet(Map.of(bytes(key), bytes(key)));
		}
	}

	private static String value(byte[] key) {
		return text(connection().stringCommands().get(key));
	}

}
