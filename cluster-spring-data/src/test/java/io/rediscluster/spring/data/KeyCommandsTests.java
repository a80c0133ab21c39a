package io.rediscluster.spring.data;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.CompareCondition;
import org.springframework.data.redis.connection.DataType;
import org.springframework.data.redis.connection.DefaultSortParameters;
import org.springframework.data.redis.connection.ExpirationOptions;
import org.springframework.data.redis.connection.ExpirationOptions.Condition;
import org.springframework.data.redis.connection.SortParameters.Order;
import org.springframework.data.redis.connection.SortParameters.Range;
import org.springframework.data.redis.connection.ValueEncoding.RedisValueEncoding;
import org.springframework.data.redis.core.types.Expiration;

import static io.rediscluster.spring.data.FamilyProbe.array;
import static io.rediscluster.spring.data.FamilyProbe.bytes;
import static io.rediscluster.spring.data.FamilyProbe.texts;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@link KeyCommands} sends, and what it makes of the answers.
 */
class KeyCommandsTests {

	private static final byte[] K = bytes("k");

	private static final byte[] L = bytes("l");

	private final FamilyProbe<KeyCommands> probe = new FamilyProbe<>(
			(invoker) -> new KeyCommands(invoker, FamilyProbe.connection(() -> {
			})));

	@Test
	void writesPlainCommands() {
		this.probe.sends("COPY k l", (c) -> c.copy(K, L, false));
		this.probe.sends("COPY k l REPLACE", (c) -> c.copy(K, L, true));
		this.probe.sends("DIGEST k", (c) -> c.digest(K));
		this.probe.sends("EXISTS k", (c) -> c.exists(K));
		this.probe.sends("EXISTS k l", (c) -> c.exists(K, L));
		this.probe.sends("DEL k l", (c) -> c.del(K, L));
		this.probe.sends("UNLINK k l", (c) -> c.unlink(K, L));
		this.probe.sends("TOUCH k l", (c) -> c.touch(K, L));
		this.probe.sends("TYPE k", (c) -> c.type(K));
		this.probe.sends("KEYS k*", (c) -> c.keys(bytes("k*")));
		this.probe.sends("RANDOMKEY", (c) -> c.randomKey());
		this.probe.runs("RENAME k l", (c) -> c.rename(K, L));
		this.probe.sends("RENAMENX k l", (c) -> c.renameNX(K, L));
		this.probe.sends("PERSIST k", (c) -> c.persist(K));
		this.probe.sends("MOVE k 3", (c) -> c.move(K, 3));
		this.probe.sends("DUMP k", (c) -> c.dump(K));
		this.probe.runs("RESTORE k 7 l", (c) -> c.restore(K, 7, L));
		this.probe.runs("RESTORE k 0 l REPLACE", (c) -> c.restore(K, 0, L, true));
		this.probe.sends("OBJECT ENCODING k", (c) -> c.encodingOf(K));
		this.probe.sends("OBJECT IDLETIME k", (c) -> c.idletime(K));
		this.probe.sends("OBJECT REFCOUNT k", (c) -> c.refcount(K));
	}

	@Test
	void writesEveryComparisonOfDelex() {
		this.probe.sends("DELEX k IFEQ l", (c) -> c.delex(K, CompareCondition.ifEquals(L)));
		this.probe.sends("DELEX k IFNE l", (c) -> c.delex(K, CompareCondition.ifNotEquals(L)));
		this.probe.sends("DELEX k IFDEQ 00", (c) -> c.delex(K, CompareCondition.ifDigestEquals("00")));
		this.probe.sends("DELEX k IFDNE 00", (c) -> c.delex(K, CompareCondition.ifDigestNotEquals("00")));
	}

	@Test
	void writesTimesToLive() {
		this.probe.sends("EXPIRE k 5", (c) -> c.expire(K, 5));
		this.probe.sends("EXPIRE k 5", (c) -> c.expire(K, Duration.ofSeconds(5)));
		this.probe.sends("PEXPIRE k 5", (c) -> c.pExpire(K, 5));
		this.probe.sends("PEXPIRE k 5", (c) -> c.pExpire(K, Duration.ofMillis(5)));
		this.probe.sends("EXPIREAT k 5", (c) -> c.expireAt(K, 5));
		this.probe.sends("EXPIREAT k 5", (c) -> c.expireAt(K, Instant.ofEpochSecond(5)));
		this.probe.sends("PEXPIREAT k 5", (c) -> c.pExpireAt(K, 5));
		this.probe.sends("PEXPIREAT k 5", (c) -> c.pExpireAt(K, Instant.ofEpochMilli(5)));
		for (Condition condition : Condition.values()) {
			String word = (condition == Condition.ALWAYS) ? "" : " " + condition;
			this.probe.sends("EXPIRE k 5" + word, (c) -> c.expire(K, 5, condition));
			this.probe.sends("PEXPIRE k 5" + word, (c) -> c.pExpire(K, 5, condition));
			this.probe.sends("EXPIREAT k 5" + word, (c) -> c.expireAt(K, 5, condition));
			this.probe.sends("PEXPIREAT k 5" + word, (c) -> c.pExpireAt(K, 5, condition));
		}
	}

	@Test
	void appliesExpirationsInTheirOwnUnit() {
		ExpirationOptions none = ExpirationOptions.none();
		ExpirationOptions greater = ExpirationOptions.builder().gt().build();
		this.probe.sends("PERSIST k", (c) -> c.applyExpiration(K, Expiration.persistent(), none));
		this.probe.sends("EXPIRE k 5", (c) -> c.applyExpiration(K, Expiration.seconds(5), none));
		this.probe.sends("PEXPIRE k 500", (c) -> c.applyExpiration(K, Expiration.milliseconds(500), none));
		this.probe.sends("EXPIREAT k 5 GT",
				(c) -> c.applyExpiration(K, Expiration.unixTimestamp(5, TimeUnit.SECONDS), greater));
		this.probe.sends("PEXPIREAT k 5 GT",
				(c) -> c.applyExpiration(K, Expiration.unixTimestamp(5, TimeUnit.MILLISECONDS), greater));
		this.probe.refuses("keeps the time to live", (c) -> c.applyExpiration(K, Expiration.keepTtl(), none));
	}

	@Test
	void writesEveryPartOfSort() {
		this.probe.sends("SORT k", (c) -> c.sort(K, null));
		this.probe.sends("SORT k STORE l", (c) -> c.sort(K, null, L));
		DefaultSortParameters all = new DefaultSortParameters(bytes("w_*"), new Range(2, 3),
				new byte[][] { bytes("o_*"), bytes("#") }, Order.DESC, true);
		this.probe.sends("SORT k BY w_* LIMIT 2 3 GET o_* GET # DESC ALPHA", (c) -> c.sort(K, all));
		this.probe.sends("SORT k BY w_* LIMIT 2 3 GET o_* GET # DESC ALPHA STORE l", (c) -> c.sort(K, all, L));
		this.probe.sends("SORT k ASC", (c) -> c.sort(K, new DefaultSortParameters().asc().numeric()));
	}

	@Test
	void readsKindsOfValues() {
		assertThat(this.probe.answering("none").type(K)).isEqualTo(DataType.NONE);
		assertThat(this.probe.answering("zset").type(K)).isEqualTo(DataType.ZSET);
		assertThat(this.probe.answering(bytes("intset")).encodingOf(K)).isEqualTo(RedisValueEncoding.INTSET);
		assertThat(this.probe.answering(bytes("listpack")).encodingOf(K).raw()).isEqualTo("listpack");
		assertThat(this.probe.answering(null).encodingOf(K)).isEqualTo(RedisValueEncoding.VACANT);
	}

	@Test
	void readsTimesAndCountsOrNothing() {
		assertThat(this.probe.answering(90L).idletime(K)).isEqualTo(Duration.ofSeconds(90));
		assertThat(this.probe.answering(null).idletime(K)).isNull();
		assertThat(this.probe.answering(null).refcount(K)).isNull();
		assertThat(this.probe.answering(null).randomKey()).isNull();
		assertThat(this.probe.answering(null).digest(K)).isNull();
		assertThat(this.probe.answering(2L).exists(K, L)).isEqualTo(2);
		assertThat(this.probe.answering(1L).exists(K)).isTrue();
	}

	@Test
	void convertsTimesToLiveButNotTheirAbsence() {
		assertThat(this.probe.answering(120L).ttl(K)).isEqualTo(120);
		assertThat(this.probe.answering(120L).ttl(K, TimeUnit.MINUTES)).isEqualTo(2);
		assertThat(this.probe.answering(-2L).ttl(K, TimeUnit.MILLISECONDS)).isEqualTo(-2);
		assertThat(this.probe.answering(1500L).pTtl(K)).isEqualTo(1500);
		assertThat(this.probe.answering(1500L).pTtl(K, TimeUnit.SECONDS)).isEqualTo(1);
		assertThat(this.probe.answering(-1L).pTtl(K, TimeUnit.SECONDS)).isEqualTo(-1);
	}

	@Test
	void readsKeysAndSortedElements() {
		assertThat(texts(this.probe.answering(array("b", "a")).keys(K))).containsExactly("b", "a");
		assertThat(texts(this.probe.answering(array("1", null)).sort(K, null))).containsExactly("1", null);
	}

	@Test
	void refusesNoKeys() {
		this.probe.refuses("Keys must not be empty", (c) -> c.del());
		this.probe.refuses("Keys must not contain null elements", (c) -> c.unlink(K, null));
	}

}
