package io.rediscluster.spring.data;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.rediscluster.spring.data.CommandFamilySuite.Mode;
import io.rediscluster.test.Await;
import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedNode;
import io.rediscluster.test.ServerConnection;
import org.junit.jupiter.api.Test;

import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.connection.stream.Consumer;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.types.RedisClientInfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What Lettuce or Jedis get wrong or cannot do on a cluster, apart from commands over
 * several slots that are emulated.
 */
@InBothModes
class PeerMistakesIT extends PeerMistakes {

	PeerMistakesIT(Mode mode) {
		super(mode);
	}

	@Test
	void delCountsTheKeysThatWereThere() {
		plain().stringCommands().mSet(Map.of(A, A, B, B));
		assertThat(this.<Long>call((c) -> c.keyCommands().del(A, B, C))).isEqualTo(2);
	}

	@Test
	void keysOfManySlotsNeedNoConnectionPerKey() {
		byte[][] keys = new byte[300][];
		for (int i = 0; i < keys.length; i++) {
			keys[i] = bytes("k" + i);
		}
		this.<List<byte[]>>call((c) -> c.stringCommands().mGet(A, B, C));
		long before = connections();
		assertThat(this.<List<byte[]>>call((c) -> c.stringCommands().mGet(keys))).hasSize(300).containsOnlyNulls();
		assertThat(connections()).isEqualTo(before);
	}

	private static long connections() {
		return factory.getClient().stats().nodes().values().stream().mapToLong((node) -> node.opened()).sum();
	}

	@Test
	void blockingPopsOverSlotsAreRefusedAndPopNothing() {
		plain().listCommands().rPush(A, A);
		plain().listCommands().rPush(B, B);
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
			.isThrownBy(() -> this.<List<byte[]>>call((c) -> c.listCommands().bLPop(1, A, B)))
			.withMessageContaining("hash tag");
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
			.isThrownBy(() -> this.<List<byte[]>>call((c) -> c.listCommands().bRPop(1, A, B)));
		assertThat(plain().listCommands().lLen(A)).isEqualTo(1);
		assertThat(plain().listCommands().lLen(B)).isEqualTo(1);
	}

	@Test
	void aBlockingPopHoldsUpNobodyElse() throws Exception {
		ExecutorService thread = Executors.newSingleThreadExecutor();
		try {
			Future<List<byte[]>> popped = thread
				.submit(() -> this.<List<byte[]>>call((c) -> c.listCommands().bLPop(30, A)));
			EmbeddedNode owner = EmbeddedCluster.shared().owner(plain().clusterGetSlotForKey(A));
			Await.until("the pop waits at the server", Duration.ofSeconds(20),
					() -> owner.text("INFO", "clients").contains("blocked_clients:1"));
			assertThat(this.<String>call((c) -> c.ping())).isEqualTo("PONG");
			assertThat(this.<Properties>call((c) -> c.serverCommands().info("server"))).isNotEmpty();
			assertThat(this.<byte[]>call((c) -> c.stringCommands().get(bytes("{a}x")))).isNull();
			assertThat(popped.isDone()).isFalse();
			plain().listCommands().rPush(A, B);
			assertThat(texts(popped.get(20, TimeUnit.SECONDS))).containsExactly("a", "b");
		}
		finally {
			thread.shutdownNow();
		}
	}

	@Test
	void groupsOnStreamsOfSeveralSlotsAreRefused() {
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
			.isThrownBy(() -> this.<List<?>>call((c) -> c.streamCommands()
				.xReadGroup(Consumer.from("g", "c"), StreamOffset.create(A, ReadOffset.lastConsumed()),
						StreamOffset.create(B, ReadOffset.lastConsumed()))))
			.withMessageContaining("hash tag");
	}

	@Test
	void databasesAndReplicationAreRefused() {
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
			.isThrownBy(() -> this.<Boolean>call((c) -> c.keyCommands().move(A, 1)));
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
			.isThrownBy(() -> run((c) -> c.commands().select(1)));
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
			.isThrownBy(() -> run((c) -> c.serverCommands().replicaOf("127.0.0.1", 1)));
		run((c) -> c.commands().select(0));
	}

	@Test
	void scriptsRunWithoutKeysAndAreRefusedWithKeysOfSeveralSlots() {
		assertThat(this.<Long>call((c) -> c.scriptingCommands().eval(bytes("return 7"), ReturnType.INTEGER, 0)))
			.isEqualTo(7);
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
			.isThrownBy(() -> this
				.<Object>call((c) -> c.scriptingCommands().eval(bytes("return 7"), ReturnType.INTEGER, 2, A, B)))
			.withMessageContaining("hash tag");
	}

	@Test
	void aScriptExistsOnlyIfEveryPrimaryHasIt() {
		run((c) -> c.scriptingCommands().scriptFlush());
		String digest = EmbeddedCluster.shared().node(0).text("SCRIPT", "LOAD", "return 'one'");
		assertThat(this.<List<Boolean>>call((c) -> c.scriptingCommands().scriptExists(digest))).containsExactly(false);
		this.<String>call((c) -> c.scriptingCommands().scriptLoad(bytes("return 'one'")));
		assertThat(this.<List<Boolean>>call((c) -> c.scriptingCommands().scriptExists(digest))).containsExactly(true);
	}

	@Test
	void aScriptIsKilledAlthoughOtherNodesRunNone() {
		EmbeddedNode busy = EmbeddedCluster.shared().primaries().get(1);
		busy.command("CONFIG", "SET", "lua-time-limit", "10");
		try (ServerConnection other = busy.connect()) {
			other.send("EVAL", "while true do end", "0");
			Await.until("the script is known to run", Duration.ofSeconds(20), () -> isBusy(busy));
			run((c) -> c.scriptingCommands().scriptKill());
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(other::reply).withMessageContaining("kill");
		}
		finally {
			busy.command("CONFIG", "SET", "lua-time-limit", "5000");
		}
	}

	private static boolean isBusy(EmbeddedNode node) {
		try {
			node.command("PING");
			return false;
		}
		catch (RuntimeException ex) {
			return String.valueOf(ex.getMessage()).startsWith("BUSY");
		}
	}

	@Test
	void aRandomKeyIsFoundOnWhicheverNodeItIs() {
		plain().stringCommands().set(C, C);
		for (int i = 0; i < 10; i++) {
			assertThat(this.<byte[]>call((c) -> c.keyCommands().randomKey())).isEqualTo(C);
		}
	}

	@Test
	void aScanSeesAllNodes() {
		plain().stringCommands().mSet(Map.of(A, A, B, B, C, C));
		try (RedisClusterConnection connection = plain();
				Cursor<byte[]> cursor = connection.keyCommands().scan(ScanOptions.NONE)) {
			assertThat(texts(cursor.stream().toList())).containsExactlyInAnyOrder("a", "b", "c");
		}
	}

	@Test
	void whatAsksAllNodesIsAResultAsAnyOther() {
		plain().stringCommands().mSet(Map.of(A, A, B, B, C, C));
		assertThat(this.<Properties>call((c) -> c.serverCommands().info())).hasSizeGreaterThan(100);
		assertThat(this.<Properties>call((c) -> c.serverCommands().getConfig("maxmemory"))).hasSize(3);
		assertThat(this.<List<?>>call((c) -> c.serverCommands().getClientList())).isNotEmpty();
		assertThat(this.<Long>call((c) -> c.serverCommands().dbSize())).isEqualTo(3);
		assertThat(this.<Long>call((c) -> c.serverCommands().time())).isPositive();
		assertThat(this.<String>call((c) -> c.ping())).isEqualTo("PONG");
		assertThat(this.<byte[]>call((c) -> c.commands().echo(A))).isEqualTo(A);
		assertThat(this.<Object>call((c) -> c.execute("DBSIZE"))).isEqualTo(3L);
	}

	@Test
	void aNameThatIsAnOptionIsThatOfEveryConnection() {
		run((c) -> c.serverCommands().setClientName(bytes("one")));
		assertThat(this.<List<RedisClientInfo>>call((c) -> c.serverCommands().getClientList()))
			.filteredOn((client) -> "one".equals(client.getName()))
			.hasSizeGreaterThanOrEqualTo(EmbeddedCluster.shared().primaries().size());
		ClusterConnectionFactory named = new ClusterConnectionFactory(options().clientName("named").build());
		named.start();
		try (RedisClusterConnection connection = named.getConnection()) {
			assertThat(connection.serverCommands().getClientName()).isEqualTo("named");
			connection.openPipeline();
			connection.serverCommands().getClientName();
			assertThat(connection.closePipeline()).containsExactly("named");
		}
		finally {
			named.destroy();
		}
	}

	@Test
	void rawCommandsGoWhereTheirKeyIsAndMayReplyAnything() {
		assertThat(this.<Object>call((c) -> c.execute("APPEND", A, List.of(B)))).isEqualTo(1L);
		assertThat(this.<Object>call((c) -> c.execute("APPEND", A, B))).isEqualTo(2L);
		assertThat(this.<Object>call((c) -> c.execute("GET", A))).isEqualTo(bytes("bb"));
	}

}
