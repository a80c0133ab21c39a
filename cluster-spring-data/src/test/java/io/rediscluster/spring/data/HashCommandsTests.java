package io.rediscluster.spring.data;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.rediscluster.client.internal.resp.MapValue;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.ExpirationOptions;
import org.springframework.data.redis.connection.ExpirationOptions.Condition;
import org.springframework.data.redis.connection.RedisHashCommands.HashFieldSetOption;
import org.springframework.data.redis.core.types.Expiration;

import static io.rediscluster.spring.data.FamilyProbe.array;
import static io.rediscluster.spring.data.FamilyProbe.bytes;
import static io.rediscluster.spring.data.FamilyProbe.text;
import static io.rediscluster.spring.data.FamilyProbe.texts;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@link HashCommands} sends, and what it makes of the answers.
 */
class HashCommandsTests {

	private static final byte[] K = bytes("k");

	private static final byte[] F = bytes("f");

	private static final byte[] G = bytes("g");

	private static final byte[] V = bytes("v");

	private final FamilyProbe<HashCommands> probe = new FamilyProbe<>(
			(invoker) -> new HashCommands(invoker, FamilyProbe.connection(() -> {
			})));

	@Test
	void writesPlainCommands() {
		this.probe.sends("HSET k f v", (c) -> c.hSet(K, F, V));
		this.probe.sends("HSETNX k f v", (c) -> c.hSetNX(K, F, V));
		this.probe.sends("HGET k f", (c) -> c.hGet(K, F));
		this.probe.sends("HMGET k f g", (c) -> c.hMGet(K, F, G));
		this.probe.runs("HMSET k f v g w", (c) -> c.hMSet(K, entries()));
		this.probe.sends("HINCRBY k f -3", (c) -> c.hIncrBy(K, F, -3));
		this.probe.sends("HINCRBYFLOAT k f 0.25", (c) -> c.hIncrBy(K, F, 0.25));
		this.probe.sends("HEXISTS k f", (c) -> c.hExists(K, F));
		this.probe.sends("HDEL k f g", (c) -> c.hDel(K, F, G));
		this.probe.sends("HLEN k", (c) -> c.hLen(K));
		this.probe.sends("HKEYS k", (c) -> c.hKeys(K));
		this.probe.sends("HVALS k", (c) -> c.hVals(K));
		this.probe.sends("HGETALL k", (c) -> c.hGetAll(K));
		this.probe.sends("HRANDFIELD k", (c) -> c.hRandField(K));
		this.probe.sends("HRANDFIELD k -3", (c) -> c.hRandField(K, -3));
		this.probe.sends("HRANDFIELD k 1 WITHVALUES", (c) -> c.hRandFieldWithValues(K));
		this.probe.sends("HRANDFIELD k 3 WITHVALUES", (c) -> c.hRandFieldWithValues(K, 3));
		this.probe.sends("HSTRLEN k f", (c) -> c.hStrLen(K, F));
	}

	@Test
	void writesTimesToLiveOfFields() {
		this.probe.sends("HEXPIRE k 5 FIELDS 2 f g", (c) -> c.hExpire(K, 5, F, G));
		this.probe.sends("HEXPIRE k 5 FIELDS 1 f", (c) -> c.hExpire(K, Duration.ofSeconds(5), F));
		this.probe.sends("HPEXPIRE k 5 FIELDS 1 f", (c) -> c.hpExpire(K, 5, F));
		this.probe.sends("HPEXPIRE k 5 FIELDS 1 f", (c) -> c.hpExpire(K, Duration.ofMillis(5), F));
		this.probe.sends("HEXPIREAT k 5 FIELDS 1 f", (c) -> c.hExpireAt(K, 5, F));
		this.probe.sends("HPEXPIREAT k 5 FIELDS 1 f", (c) -> c.hpExpireAt(K, 5, F));
		for (Condition condition : Condition.values()) {
			String words = (condition == Condition.ALWAYS) ? " FIELDS 1 f" : " " + condition + " FIELDS 1 f";
			this.probe.sends("HEXPIRE k 5" + words, (c) -> c.hExpire(K, 5, condition, F));
			this.probe.sends("HPEXPIRE k 5" + words, (c) -> c.hpExpire(K, 5, condition, F));
			this.probe.sends("HEXPIREAT k 5" + words, (c) -> c.hExpireAt(K, 5, condition, F));
			this.probe.sends("HPEXPIREAT k 5" + words, (c) -> c.hpExpireAt(K, 5, condition, F));
		}
		this.probe.sends("HPERSIST k FIELDS 2 f g", (c) -> c.hPersist(K, F, G));
		this.probe.sends("HTTL k FIELDS 2 f g", (c) -> c.hTtl(K, F, G));
		this.probe.sends("HTTL k FIELDS 1 f", (c) -> c.hTtl(K, TimeUnit.HOURS, F));
		this.probe.sends("HPTTL k FIELDS 2 f g", (c) -> c.hpTtl(K, F, G));
	}

	@Test
	void appliesExpirationsInTheirOwnUnit() {
		ExpirationOptions less = ExpirationOptions.builder().lt().build();
		this.probe.sends("HPERSIST k FIELDS 1 f", (c) -> c.applyHashFieldExpiration(K, Expiration.persistent(), F));
		this.probe.sends("HPEXPIRE k 500 FIELDS 1 f",
				(c) -> c.applyHashFieldExpiration(K, Expiration.milliseconds(500), F));
		this.probe.sends("HEXPIREAT k 5 LT FIELDS 1 f",
				(c) -> c.applyHashFieldExpiration(K, Expiration.unixTimestamp(5, TimeUnit.SECONDS), less, F));
		this.probe.refuses("keeps the time to live", (c) -> c.applyHashFieldExpiration(K, Expiration.keepTtl(), F));
	}

	@Test
	void writesReadsThatChangeFields() {
		this.probe.sends("HGETDEL k FIELDS 2 f g", (c) -> c.hGetDel(K, F, G));
		this.probe.sends("HGETEX k FIELDS 1 f", (c) -> c.hGetEx(K, null, F));
		this.probe.sends("HGETEX k FIELDS 1 f", (c) -> c.hGetEx(K, Expiration.keepTtl(), F));
		this.probe.sends("HGETEX k PERSIST FIELDS 1 f", (c) -> c.hGetEx(K, Expiration.persistent(), F));
		this.probe.sends("HGETEX k EX 5 FIELDS 2 f g", (c) -> c.hGetEx(K, Expiration.seconds(5), F, G));
		this.probe.sends("HGETEX k PX 5 FIELDS 1 f", (c) -> c.hGetEx(K, Expiration.milliseconds(5), F));
		this.probe.sends("HGETEX k EXAT 5 FIELDS 1 f",
				(c) -> c.hGetEx(K, Expiration.unixTimestamp(5, TimeUnit.SECONDS), F));
		this.probe.sends("HGETEX k PXAT 5 FIELDS 1 f",
				(c) -> c.hGetEx(K, Expiration.unixTimestamp(5, TimeUnit.MILLISECONDS), F));
	}

	@Test
	void writesFieldsThatExpire() {
		HashFieldSetOption always = HashFieldSetOption.upsert();
		this.probe.sends("HSETEX k FIELDS 2 f v g w", (c) -> c.hSetEx(K, entries(), always, null));
		this.probe.sends("HSETEX k FIELDS 2 f v g w", (c) -> c.hSetEx(K, entries(), always, Expiration.persistent()));
		this.probe.sends("HSETEX k KEEPTTL FIELDS 2 f v g w",
				(c) -> c.hSetEx(K, entries(), always, Expiration.keepTtl()));
		this.probe.sends("HSETEX k FNX EX 5 FIELDS 2 f v g w",
				(c) -> c.hSetEx(K, entries(), HashFieldSetOption.ifNoneExist(), Expiration.seconds(5)));
		this.probe.sends("HSETEX k FXX PXAT 5 FIELDS 2 f v g w", (c) -> c.hSetEx(K, entries(),
				HashFieldSetOption.ifAllExist(), Expiration.unixTimestamp(5, TimeUnit.MILLISECONDS)));
	}

	@Test
	void readsMapsInTheOrderOfTheServer() {
		Map<byte[], byte[]> map = this.probe.answering(new MapValue(array("b", "1", "a", "2"))).hGetAll(K);
		assertThat(texts(map.keySet())).containsExactly("b", "a");
		assertThat(texts(map.values())).containsExactly("1", "2");
		assertThat(this.probe.answering(new MapValue(array())).hGetAll(K)).isEmpty();
	}

	@Test
	void readsEntries() {
		List<Map.Entry<byte[], byte[]>> entries = this.probe
			.answering(array(array("f", "1"), array("f", "1"), array("g", "2")))
			.hRandFieldWithValues(K, -3);
		assertThat(entries).extracting((entry) -> text(entry.getKey())).containsExactly("f", "f", "g");
		assertThat(entries).extracting((entry) -> text(entry.getValue())).containsExactly("1", "1", "2");
		assertThat(text(this.probe.answering(array((Object) array("f", "1"))).hRandFieldWithValues(K).getValue()))
			.isEqualTo("1");
		assertThat(this.probe.answering(array()).hRandFieldWithValues(K)).isNull();
		assertThat(this.probe.answering(array()).hRandFieldWithValues(K, 3)).isEmpty();
	}

	@Test
	void readsFieldsAndMissingFields() {
		assertThat(texts(this.probe.answering(array("1", null)).hMGet(K, F, G))).containsExactly("1", null);
		assertThat(texts(this.probe.answering(array(null, "1")).hGetDel(K, F, G))).containsExactly(null, "1");
		assertThat(texts(this.probe.answering(array("b", "a")).hKeys(K))).containsExactly("b", "a");
		assertThat(this.probe.answering(null).hGet(K, F)).isNull();
		assertThat(this.probe.answering(null).hRandField(K)).isNull();
		assertThat(this.probe.answering(0L).hSet(K, F, V)).isFalse();
		assertThat(this.probe.answering(bytes("1.5")).hIncrBy(K, F, 0.5)).isEqualTo(1.5);
		assertThat(this.probe.answering(1L).hSetEx(K, entries(), HashFieldSetOption.UPSERT, null)).isTrue();
	}

	@Test
	void readsTimesToLiveOfFields() {
		assertThat(this.probe.answering(array(1, -2)).hExpire(K, 5, F, G)).containsExactly(1L, -2L);
		assertThat(this.probe.answering(array(7200, -1, -2)).hTtl(K, F, G, V)).containsExactly(7200L, -1L, -2L);
		assertThat(this.probe.answering(array(7200, -1, -2)).hTtl(K, TimeUnit.HOURS, F, G, V)).containsExactly(2L, -1L,
				-2L);
	}

	@Test
	void refusesWhatIsEmpty() {
		this.probe.refuses("Fields must not be empty", (c) -> c.hMGet(K));
		this.probe.refuses("Fields must not be empty", (c) -> c.hTtl(K));
		this.probe.refuses("Fields must not contain null elements", (c) -> c.hDel(K, F, null));
		this.probe.refuses("Hashes must not be empty", (c) -> c.hMSet(K, Collections.emptyMap()));
		this.probe.refuses("Hashes must not be empty",
				(c) -> c.hSetEx(K, Collections.emptyMap(), HashFieldSetOption.UPSERT, null));
	}

	private static Map<byte[], byte[]> entries() {
		Map<byte[], byte[]> entries = new LinkedHashMap<>();
		entries.put(F, V);
		entries.put(G, bytes("w"));
		return entries;
	}

}
