package io.rediscluster.client;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same calls over RESP2 and RESP3: after normalising nobody can tell which it was.
 */
class ReplyShapesIT {

	private static ClusterClient resp2;

	private static ClusterClient resp3;

	@BeforeAll
	static void connect() {
		EmbeddedCluster cluster = EmbeddedCluster.shared();
		resp2 = connect(cluster, Protocol.RESP2);
		resp3 = connect(cluster, Protocol.RESP3);
		resp3.execute("FLUSHALL");
		resp3.execute("HSET", "hash", "a", "1");
		resp3.execute("SADD", "{t}set", "a", "b", "c");
		resp3.execute("SADD", "{t}set2", "b", "c", "d");
		resp3.execute("ZADD", "{t}zset", 1, "a", 2.5, "b", "inf", "c", "-inf", "d");
		resp3.execute("ZADD", "{t}zset2", 1, "a", 2.5, "b");
		resp3.execute("GEOADD", "geo", 13.361389, 38.115556, "Palermo", 15.087269, 37.502669, "Catania");
		resp3.execute("XADD", "stream", "1-1", "field", "value");
		resp3.execute("XGROUP", "CREATE", "stream", "group", "0");
		resp3.execute("XREADGROUP", "GROUP", "group", "me", "COUNT", 1, "STREAMS", "stream", ">");
		resp3.execute("MSET", "{s}a", "ohmytext", "{s}b", "mynewtext");
		resp3.execute("RPUSH", "list", "a", "b");
		resp3.execute("SET", "number", "10");
	}

	private static ClusterClient connect(EmbeddedCluster cluster, Protocol protocol) {
		return ClusterClient
			.connect(ClusterClientOptions.builder().seeds(cluster.seeds().get(0)).protocol(protocol).build());
	}

	@AfterAll
	static void close() {
		resp2.close();
		resp3.close();
	}

	static Stream<List<Object>> calls() {
		return Stream.of(List.of("HGETALL", "hash"), List.of("HGETALL", "missing"), List.of("HKEYS", "hash"),
				List.of("HMGET", "hash", "a", "x"), List.of("HRANDFIELD", "hash", 1, "WITHVALUES"),
				List.of("HRANDFIELD", "hash"), List.of("HRANDFIELD", "hash", 1), List.of("HSCAN", "hash", 0),
				List.of("HINCRBYFLOAT", "hash", "a", 0), List.of("INCRBYFLOAT", "number", 0),
				List.of("SMEMBERS", "{t}set"), List.of("SINTER", "{t}set", "{t}set2"),
				List.of("SUNION", "{t}set", "{t}set2"), List.of("SDIFF", "{t}set", "{t}set2"),
				List.of("SMISMEMBER", "{t}set", "a", "x"), List.of("SSCAN", "{t}set", 0), List.of("SPOP", "missing", 2),
				List.of("SRANDMEMBER", "missing", 2), List.of("SRANDMEMBER", "{t}set", 3),
				List.of("ZSCORE", "{t}zset", "b"), List.of("ZSCORE", "{t}zset", "c"),
				List.of("ZSCORE", "{t}zset", "missing"), List.of("ZMSCORE", "{t}zset", "a", "x", "d"),
				List.of("ZINCRBY", "{t}zset", 0, "a"), List.of("ZADD", "{t}zset", "INCR", 0, "a"),
				List.of("ZADD", "{t}zset", 1, "a"), List.of("ZRANGE", "{t}zset", 0, -1),
				List.of("ZRANGE", "{t}zset", 0, -1, "WITHSCORES"), List.of("ZREVRANGE", "{t}zset", 0, -1, "WITHSCORES"),
				List.of("ZRANGEBYSCORE", "{t}zset", "-inf", "inf", "WITHSCORES"),
				List.of("ZREVRANGEBYSCORE", "{t}zset", "inf", "-inf", "withscores"),
				List.of("ZUNION", 2, "{t}zset", "{t}zset2", "WITHSCORES"),
				List.of("ZINTER", 2, "{t}zset", "{t}zset2", "WITHSCORES"),
				List.of("ZDIFF", 2, "{t}zset", "{t}zset2", "WITHSCORES"), List.of("ZRANK", "{t}zset", "a"),
				List.of("ZRANDMEMBER", "{t}zset2", 0, "WITHSCORES"), List.of("ZPOPMIN", "missing"),
				List.of("ZPOPMAX", "missing", 2), List.of("ZSCAN", "{t}zset", 0),
				List.of("GEOPOS", "geo", "Palermo", "x"), List.of("GEODIST", "geo", "Palermo", "Catania", "km"),
				List.of("GEOSEARCH", "geo", "FROMLONLAT", 15, 37, "BYRADIUS", 200, "km", "ASC", "WITHCOORD", "WITHDIST",
						"WITHHASH"),
				List.of("GEORADIUS", "geo", 15, 37, 200, "km", "WITHCOORD"), List.of("GEOHASH", "geo", "Palermo"),
				List.of("XRANGE", "stream", "-", "+"), List.of("XREAD", "COUNT", 1, "STREAMS", "stream", 0),
				List.of("XREAD", "COUNT", 1, "STREAMS", "stream", "9-9"),
				List.of("XREADGROUP", "GROUP", "group", "me", "STREAMS", "stream", 0),
				List.of("XINFO", "GROUPS", "stream"), List.of("XINFO STREAM", "stream"),
				List.of("XPENDING", "stream", "group"), List.of("LCS", "{s}a", "{s}b"),
				List.of("LCS", "{s}a", "{s}b", "IDX"), List.of("LCS", "{s}a", "{s}b", "LEN"),
				List.of("CONFIG", "GET", "maxmemory"), List.of("CONFIG GET", "none"),
				List.of("COMMAND", "DOCS", "none"), List.of("ACL", "WHOAMI"), List.of("ACL", "LOG"),
				List.of("MODULE", "LIST"), List.of("FUNCTION", "LIST"), List.of("PUBSUB", "NUMSUB", "channel"),
				List.of("PUBSUB", "CHANNELS"), List.of("SCRIPT", "EXISTS", "x"), List.of("LRANGE", "list", 0, -1),
				List.of("LPOS", "list", "b"), List.of("SORT", "list", "ALPHA"), List.of("MGET", "number", "missing"),
				List.of("OBJECT", "ENCODING", "number"), List.of("TYPE", "hash"), List.of("TYPE", "missing"),
				List.of("EXISTS", "hash"), List.of("TTL", "hash"), List.of("SET", "number", 10),
				List.of("SET", "number", 10, "NX"), List.of("GETDEL", "missing"), List.of("SLOWLOG", "LEN"),
				List.of("CLUSTER", "KEYSLOT", "a"), List.of("EVAL", "return {1,'two',{3},false}", 0),
				List.of("EVAL", "return redis.call('HGETALL', KEYS[1])", 1, "hash"));
	}

	@ParameterizedTest
	@MethodSource("calls")
	void repliesOfBothProtocolsAreTheSame(List<Object> call) {
		Object[] arguments = call.subList(1, call.size()).toArray();
		Object two = readable(resp2.execute((String) call.get(0), arguments).toObject());
		Object three = readable(resp3.execute((String) call.get(0), arguments).toObject());
		assertThat(two).isEqualTo(three);
	}

	private static Object readable(Object value) {
		if (value instanceof byte[] bytes) {
			return "bytes:" + new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
		}
		if (value instanceof Map.Entry<?, ?> entry) {
			return Map.entry(readable(entry.getKey()), String.valueOf(readable(entry.getValue())));
		}
		if (value instanceof List<?> list) {
			return list.stream().map((each) -> (each != null) ? readable(each) : "null").toList();
		}
		return (value != null) ? value.getClass().getSimpleName() + ":" + value : "null";
	}

}
