package io.rediscluster.spring.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.ExpirationOptions.Condition;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisHashCommands;
import org.springframework.data.redis.connection.RedisHashCommands.HashFieldSetOption;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.types.Expiration;

import static io.rediscluster.spring.data.FamilyProbe.bytes;
import static io.rediscluster.spring.data.FamilyProbe.text;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link HashCommands} on a real cluster.
 */
@InBothModes
class HashCommandsIT extends CommandFamilySuite<RedisHashCommands> {

	private static final byte[] K = key("k");

	private static final byte[] MISSING = key("missing");

	private static final byte[] F = bytes("f");

	private static final byte[] G = bytes("g");

	HashCommandsIT(Mode mode) {
		super(mode, RedisHashCommands.class, RedisClusterConnection::hashCommands);
	}

	@Test
	void fieldsAreStoredAndRead() {
		assertThat(this.commands.hSet(K, F, bytes("1"))).isTrue();
		assertThat(this.commands.hSet(K, F, bytes("2"))).isFalse();
		assertThat(this.commands.hSetNX(K, F, bytes("3"))).isFalse();
		assertThat(this.commands.hSetNX(K, G, bytes("33"))).isTrue();
		assertThat(text(this.commands.hGet(K, F))).isEqualTo("2");
		assertThat(this.commands.hGet(K, bytes("missing"))).isNull();
		assertThat(texts(this.commands.hMGet(K, G, bytes("missing"), F))).containsExactly("33", null, "2");
		assertThat(texts(this.commands.hMGet(MISSING, F, G))).containsExactly(null, null);
		assertThat(this.commands.hExists(K, F)).isTrue();
		assertThat(this.commands.hExists(K, bytes("missing"))).isFalse();
		assertThat(this.commands.hStrLen(K, G)).isEqualTo(2);
		assertThat(this.commands.hLen(K)).isEqualTo(2);
		assertThat(this.commands.hDel(K, F, G, bytes("missing"))).isEqualTo(2);
	}

	@Test
	void wholeHashesAreWrittenAndRead() {
		this.commands.hMSet(K, numbered(3));
		assertThat(texts(this.commands.hGetAll(K))).isEqualTo(Map.of("f0", "v0", "f1", "v1", "f2", "v2"));
		assertThat(texts(this.commands.hKeys(K))).containsExactlyInAnyOrder("f0", "f1", "f2");
		assertThat(texts(this.commands.hVals(K))).containsExactlyInAnyOrder("v0", "v1", "v2");
		assertThat(this.commands.hGetAll(MISSING)).isEmpty();
		assertThat(this.commands.hKeys(MISSING)).isEmpty();
		assertThat(this.commands.hVals(MISSING)).isEmpty();
	}

	@Test
	void fieldsCount() {
		assertThat(this.commands.hIncrBy(K, F, 5)).isEqualTo(5);
		assertThat(this.commands.hIncrBy(K, F, -7)).isEqualTo(-2);
		assertThat(this.commands.hIncrBy(K, F, 0.5)).isEqualTo(-1.5);
	}

	@Test
	void fieldsAreDrawnByChance() {
		this.commands.hMSet(K, numbered(3));
		assertThat(text(this.commands.hRandField(K))).startsWith("f");
		assertThat(this.commands.hRandField(K, 5)).hasSize(3);
		assertThat(this.commands.hRandField(K, -5)).hasSize(5);
		Map.Entry<byte[], byte[]> entry = this.commands.hRandFieldWithValues(K);
		assertThat(text(entry.getValue())).isEqualTo(text(entry.getKey()).replace('f', 'v'));
		List<Map.Entry<byte[], byte[]>> entries = this.commands.hRandFieldWithValues(K, -5);
		assertThat(entries).hasSize(5)
			.allSatisfy((each) -> assertThat(text(each.getValue())).isEqualTo(text(each.getKey()).replace('f', 'v')));
		assertThat(this.commands.hRandField(MISSING)).isNull();
		assertThat(this.commands.hRandField(MISSING, 2)).isEmpty();
		assertThat(this.commands.hRandFieldWithValues(MISSING)).isNull();
		assertThat(this.commands.hRandFieldWithValues(MISSING, 2)).isEmpty();
	}

	@Test
	void aLargeHashIsScanned() {
		this.commands.hMSet(K, numbered(1000));
		Map<String, String> seen = new TreeMap<>();
		rest(this.commands.hScan(K, ScanOptions.scanOptions().match("f*").count(50).build()))
			.forEach((entry) -> seen.put(text(entry.getKey()), text(entry.getValue())));
		assertThat(seen).hasSize(1000)
			.allSatisfy((field, value) -> assertThat(value).isEqualTo(field.replace('f', 'v')));
		assertThat(rest(this.commands.hScan(MISSING, ScanOptions.NONE))).isEmpty();
	}

	@Test
	void fieldsExpire() {
		this.commands.hMSet(K, Map.of(F, bytes("1"), G, bytes("2")));
		if (!knows("HEXPIRE", (c) -> c.hExpire(K, 100, Condition.ALWAYS, F))) {
			knows("HPEXPIRE", (c) -> c.hpExpire(K, 100, Condition.ALWAYS, F));
			knows("HEXPIREAT", (c) -> c.hExpireAt(K, 100, Condition.ALWAYS, F));
			knows("HPEXPIREAT", (c) -> c.hpExpireAt(K, 100, Condition.ALWAYS, F));
			knows("HPERSIST", (c) -> c.hPersist(K, F));
			knows("HTTL", (c) -> c.hTtl(K, F));
			knows("HTTL", (c) -> c.hTtl(K, TimeUnit.HOURS, F));
			knows("HPTTL", (c) -> c.hpTtl(K, F));
			return;
		}
		long now = System.currentTimeMillis();
		assertThat(this.commands.hTtl(K, F, bytes("missing"))).containsExactly(-1L, -2L);
		assertThat(this.commands.hExpire(K, 7200, F, bytes("missing"))).containsExactly(1L, -2L);
		assertThat(this.commands.hTtl(K, F, G)).satisfiesExactly((ttl) -> assertThat(ttl).isBetween(7000L, 7200L),
				(ttl) -> assertThat(ttl).isEqualTo(-1));
		assertThat(this.commands.hTtl(K, TimeUnit.HOURS, F)).first().satisfies((t) -> assertThat(t).isBetween(1L, 2L));
		assertThat(this.commands.hExpire(K, 100, Condition.NX, F, G)).containsExactly(0L, 1L);
		assertThat(this.commands.hpExpire(K, 50_000, Condition.LT, G)).containsExactly(1L);
		assertThat(this.commands.hpTtl(K, G)).first().satisfies((ttl) -> assertThat(ttl).isBetween(1L, 50_000L));
		assertThat(this.commands.hExpireAt(K, now / 1000 + 9000, Condition.GT, F)).containsExactly(1L);
		assertThat(this.commands.hpExpireAt(K, now + 30_000, Condition.XX, F)).containsExactly(1L);
		assertThat(this.commands.hPersist(K, F, bytes("missing"))).containsExactly(1L, -2L);
		assertThat(this.commands.hExpire(MISSING, 10, F)).containsExactly(-2L);
	}

	@Test
	void fieldsAreReadAndDeleted() {
		this.commands.hMSet(K, Map.of(F, bytes("1"), G, bytes("2")));
		if (knows("HGETDEL", (c) -> c.hGetDel(K, F))) {
			assertThat(texts(this.commands.hGetDel(K, F, bytes("missing")))).containsExactly("1", null);
			assertThat(this.commands.hExists(K, F)).isFalse();
		}
	}

	@Test
	void fieldsAreReadAndExpire() {
		this.commands.hMSet(K, Map.of(F, bytes("1"), G, bytes("2")));
		if (knows("HGETEX", (c) -> c.hGetEx(K, Expiration.seconds(100), F))) {
			assertThat(texts(this.commands.hGetEx(K, Expiration.seconds(100), F, bytes("missing"))))
				.containsExactly("1", null);
			assertThat(this.commands.hTtl(K, F)).first().satisfies((ttl) -> assertThat(ttl).isBetween(50L, 100L));
			assertThat(texts(this.commands.hGetEx(K, null, F))).containsExactly("1");
			assertThat(this.commands.hTtl(K, F)).first().satisfies((ttl) -> assertThat(ttl).isBetween(50L, 100L));
			assertThat(texts(this.commands.hGetEx(K, Expiration.persistent(), F))).containsExactly("1");
			assertThat(this.commands.hTtl(K, F)).containsExactly(-1L);
		}
	}

	@Test
	void fieldsAreWrittenWithAnExpiration() {
		Map<byte[], byte[]> fields = Map.of(F, bytes("1"), G, bytes("2"));
		HashFieldSetOption always = HashFieldSetOption.upsert();
		if (knows("HSETEX", (c) -> c.hSetEx(K, fields, always, Expiration.seconds(100)))) {
			assertThat(this.commands.hSetEx(K, fields, HashFieldSetOption.ifAllExist(), null)).isFalse();
			assertThat(this.commands.hSetEx(K, fields, HashFieldSetOption.ifNoneExist(), Expiration.seconds(100)))
				.isTrue();
			assertThat(this.commands.hTtl(K, F)).first().satisfies((ttl) -> assertThat(ttl).isBetween(50L, 100L));
			assertThat(this.commands.hSetEx(K, fields, always, Expiration.keepTtl())).isTrue();
			assertThat(this.commands.hTtl(K, F)).first().satisfies((ttl) -> assertThat(ttl).isBetween(50L, 100L));
			assertThat(this.commands.hSetEx(K, fields, always, Expiration.persistent())).isTrue();
			assertThat(this.commands.hTtl(K, F)).containsExactly(-1L);
		}
	}

	private static Map<byte[], byte[]> numbered(int count) {
		Map<byte[], byte[]> fields = new LinkedHashMap<>();
		for (int i = 0; i < count; i++) {
			fields.put(bytes("f" + i), bytes("v" + i));
		}
		return fields;
	}

	private static Map<String, String> texts(Map<byte[], byte[]> map) {
		Map<String, String> texts = new LinkedHashMap<>();
		map.forEach((field, value) -> texts.put(text(field), text(value)));
		return texts;
	}

	private static List<String> texts(Iterable<byte[]> values) {
		return FamilyProbe.texts(values);
	}

}
