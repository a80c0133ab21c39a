package io.rediscluster.spring.data;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.NodeRole;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.SlotRange;
import io.rediscluster.client.topology.Topology;
import org.junit.jupiter.api.Test;

import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.ClusterCommandExecutionFailureException;
import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.connection.RedisClusterServerCommands;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisServerCommands.FlushOption;
import org.springframework.data.redis.connection.RedisServerCommands.MigrateOption;
import org.springframework.data.redis.connection.RedisServerCommands.ShutdownOption;
import org.springframework.data.redis.core.types.RedisClientInfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ServerCommands}.
 */
class ServerCommandsTests {

	private static final RedisClusterNode NODE = new RedisClusterNode("127.0.0.1", 7001);

	private static final String ALL_NODES = "on[7000, 7003, 7001, 7004, 7002, 7005] ";

	private final RecordingClusterClient client = new RecordingClusterClient();

	private final RedisClusterServerCommands commands = new ClusterConnection(this.client, true).serverCommands();

	@Test
	void commandsForTheWholeClusterAreLeftToTheClient() {
		this.commands.bgReWriteAof();
		this.commands.bgSave();
		this.commands.save();
		this.commands.flushDb();
		this.commands.flushDb(FlushOption.ASYNC);
		this.commands.flushAll();
		this.commands.flushAll(FlushOption.SYNC);
		this.commands.setConfig("maxmemory", "1gb");
		this.commands.resetConfigStats();
		this.commands.rewriteConfig();
		this.commands.setClientName(bytes("me"));
		assertThat(this.client.sent()).containsExactly("BGREWRITEAOF", "BGSAVE", "SAVE", "FLUSHDB", "FLUSHDB ASYNC",
				"FLUSHALL", "FLUSHALL SYNC", "CONFIG SET maxmemory 1gb", "CONFIG RESETSTAT", "CONFIG REWRITE",
				"CLIENT SETNAME me");
	}

	@Test
	void commandsForOneNodeGoThere() {
		this.commands.bgReWriteAof(NODE);
		this.commands.bgSave(NODE);
		this.commands.save(NODE);
		this.commands.flushDb(NODE);
		this.commands.flushDb(NODE, FlushOption.ASYNC);
		this.commands.flushAll(NODE);
		this.commands.flushAll(NODE, FlushOption.SYNC);
		this.commands.setConfig(NODE, "maxmemory", "1gb");
		this.commands.resetConfigStats(NODE);
		this.commands.rewriteConfig(NODE);
		this.commands.shutdown(NODE);
		assertThat(this.client.sent()).containsExactly("on[7001] BGREWRITEAOF", "on[7001] BGSAVE", "on[7001] SAVE",
				"on[7001] FLUSHDB", "on[7001] FLUSHDB ASYNC", "on[7001] FLUSHALL", "on[7001] FLUSHALL SYNC",
				"on[7001] CONFIG SET maxmemory 1gb", "on[7001] CONFIG RESETSTAT", "on[7001] CONFIG REWRITE",
				"on[7001] SHUTDOWN");
	}

	@Test
	void numbersAreReturned() {
		this.client.answer(12L, 1700000000L).answerAt(7001, 5L);
		assertThat(this.commands.dbSize()).isEqualTo(12);
		assertThat(this.commands.lastSave()).isEqualTo(1700000000L);
		assertThat(this.commands.dbSize(NODE)).isEqualTo(5);
		assertThat(this.commands.lastSave(NODE)).isEqualTo(5);
	}

	@Test
	void theTimeIsConverted() {
		Object[] time = { bytes("1700000000"), bytes("123456") };
		this.client.answer(time, time).answerAt(7001, time);
		assertThat(this.commands.time()).isEqualTo(1700000000123L);
		assertThat(this.commands.time(TimeUnit.MICROSECONDS)).isEqualTo(1700000000123456L);
		assertThat(this.commands.time(NODE, TimeUnit.SECONDS)).isEqualTo(1700000000L);
	}

	@Test
	void infoOfAllPrimariesHasTheNodeBeforeEachName() {
		this.client.answerAt(7000, bytes("# Server\r\nos:Linux\r\nexecutable:C:\\redis\\new\r\n"))
			.answerAt(7001, bytes("os:Linux x:y\r\n"))
			.answerAt(7002, bytes(""));
		assertThat(this.commands.info()).containsOnly(entry("127.0.0.1:7000.os", "Linux"),
				entry("127.0.0.1:7000.executable", "C:\\redis\\new"), entry("127.0.0.1:7001.os", "Linux x:y"));
		assertThat(this.client.sent()).containsExactly("on[7000, 7001, 7002] INFO");
	}

	@Test
	void infoOfOneNodeHasPlainNames() {
		this.client.answerAt(7001, bytes("tcp_port:7001\r\n"));
		assertThat(this.commands.info(NODE)).containsOnly(entry("tcp_port", "7001"));
		assertThat(this.commands.info(NODE, "server")).containsOnly(entry("tcp_port", "7001"));
		assertThat(this.client.sent()).containsExactly("on[7001] INFO", "on[7001] INFO server");
	}

	@Test
	void infoLeavesOutPrimariesThatTheClusterKnowsToBeDown() {
		Node down = new Node("d".repeat(40), new HostAndPort("127.0.0.1", 7009), new HostAndPort("127.0.0.1", 7009),
				NodeRole.PRIMARY, null, 1, Set.of("master", "fail"));
		this.client.topologyAfterRefresh(new Topology(2,
				List.of(new Shard(0, RecordingClusterClient.primary(7000), List.of(), List.of(new SlotRange(0, 1))),
						new Shard(1, down, List.of(), List.of(new SlotRange(2, 3))))));
		this.client.refresh();
		this.client.answerAt(7000, bytes("a:b"));
		assertThat(this.commands.info("server")).hasSize(1);
		assertThat(this.client.sent()).containsExactly("on[7000] INFO server");
	}

	@Test
	void infoFailsWhenAPrimaryDoesNotAnswer() {
		this.client.answer(bytes("a:b"), bytes("a:b")).answerAt(7001, new ServerErrorException("LOADING x"));
		assertThatExceptionOfType(ClusterCommandExecutionFailureException.class).isThrownBy(this.commands::info)
			.havingRootCause()
			.withMessage("LOADING x");
	}

	@Test
	void configOfAllNodesHasEntriesOfThePrimaries() {
		answerConfig("Ex", "Ex", "Ex", "Ex", "Ex", "Ex");
		Properties config = this.commands.getConfig("notify*");
		assertThat(config).containsOnly(entry("127.0.0.1:7000.notify-keyspace-events", "Ex"),
				entry("127.0.0.1:7001.notify-keyspace-events", "Ex"),
				entry("127.0.0.1:7002.notify-keyspace-events", "Ex"));
		assertThat(this.client.sent()).containsExactly(ALL_NODES + "CONFIG GET notify*");
	}

	@Test
	void aSettingThatAllNodesShareIsFoundByItsBareName() {
		answerConfig("Ex", "Ex", "Ex", "Ex", "Ex", "Ex");
		assertThat(this.commands.getConfig("notify*").getProperty("notify-keyspace-events")).isEqualTo("Ex");
	}

	@Test
	void aSettingThatOneReplicaHasOtherwiseIsNotFoundByItsBareName() {
		answerConfig("Ex", "Ex", "Ex", "Ex", "", "Ex");
		Properties config = this.commands.getConfig("notify*");
		assertThat(config.getProperty("notify-keyspace-events")).isNull();
		assertThat(config).hasSize(3);
	}

	@Test
	void aReplicaThatDoesNotAnswerIsLeftOutOfTheConfig() {
		answerConfig("Ex", "Ex", "Ex", "Ex", "Ex", "Ex");
		this.client.answerAt(7004, new ServerErrorException("MASTERDOWN x"));
		Properties config = this.commands.getConfig("notify*");
		assertThat(config).hasSize(3);
		assertThat(config.getProperty("notify-keyspace-events")).isEqualTo("Ex");
	}

	@Test
	void aPrimaryThatDoesNotAnswerFailsTheConfig() {
		answerConfig("Ex", "Ex", "Ex", "Ex", "Ex", "Ex");
		this.client.answerAt(7001, new ServerErrorException("NOPERM x"));
		assertThatExceptionOfType(RedisSystemException.class).isThrownBy(() -> this.commands.getConfig("notify*"));
	}

	@Test
	void configOfOneNodeHasPlainNames() {
		this.client.answerAt(7003, new Object[] { bytes("replicaof"), bytes("127.0.0.1 7000"), bytes("x"), bytes("") });
		assertThat(this.commands.getConfig(new RedisClusterNode("127.0.0.1", 7003), "*"))
			.containsOnly(entry("replicaof", "127.0.0.1 7000"), entry("x", ""));
	}

	@Test
	void clientsAreRead() {
		this.client.answer(bytes("id=1 addr=127.0.0.1:5000 name=a age=2\nid=2 addr=127.0.0.1:5001 name= age=3\n"))
			.answerAt(7001, bytes("id=3 addr=127.0.0.1:5002 name=c\n"));
		assertThat(this.commands.getClientList()).extracting(RedisClientInfo::getAddressPort)
			.containsExactly("127.0.0.1:5000", "127.0.0.1:5001");
		assertThat(this.commands.getClientList(NODE)).extracting(RedisClientInfo::getName).containsExactly("c");
	}

	@Test
	void theClientNameIsReturned() {
		this.client.answer(bytes("me"));
		assertThat(this.commands.getClientName()).isEqualTo("me");
	}

	@Test
	void aClientIsKilledWhereverItIsConnected() {
		this.client.answer(0L, 0L, 1L, 0L, 0L, 0L);
		this.commands.killClient("127.0.0.1", 5000);
		assertThat(this.client.sent()).containsExactly(ALL_NODES + "CLIENT KILL ADDR 127.0.0.1:5000");
	}

	@Test
	void aClientThatIsNowhereCannotBeKilled() {
		this.client.answer(0L, 0L, 0L, 0L, 0L, 0L);
		assertThatExceptionOfType(RedisSystemException.class).isThrownBy(() -> this.commands.killClient("::1", 5000))
			.havingRootCause()
			.withMessage("ERR No such client");
		assertThat(this.client.sent()).containsExactly(ALL_NODES + "CLIENT KILL ADDR [::1]:5000");
	}

	@Test
	void theWholeClusterIsNotShutDown() {
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class).isThrownBy(this.commands::shutdown);
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
			.isThrownBy(() -> this.commands.shutdown(ShutdownOption.SAVE));
		assertThat(this.client.sent()).isEmpty();
	}

	@Test
	void replicaOfIsRefused() {
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
			.isThrownBy(() -> this.commands.replicaOf("127.0.0.1", 7000))
			.withMessageContaining("CLUSTER REPLICATE");
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class).isThrownBy(this.commands::replicaOfNoOne);
	}

	@Test
	void aKeyIsMigratedByTheNodeThatOwnsIt() {
		this.commands.migrate(bytes("foo"), new RedisNode("10.0.0.9", 6379), 0, null);
		this.commands.migrate(bytes("foo"), new RedisNode("10.0.0.9", 6379), 1, MigrateOption.COPY, 250);
		assertThat(this.client.sent()).containsExactly("MIGRATE 10.0.0.9 6379 foo 0 0",
				"MIGRATE 10.0.0.9 6379 foo 1 250 COPY");
		assertThat(this.client.commands()).allMatch((command) -> command.slot() == 12182);
	}

	@Test
	void aKeyIsMigratedToTheAddressThatTheServersUse() {
		Node remapped = new Node("a".repeat(40), new HostAndPort("172.18.0.2", 6379),
				new HostAndPort("localhost", 17000), NodeRole.PRIMARY, null, 1, Set.of());
		this.client.topologyAfterRefresh(
				new Topology(2, List.of(new Shard(0, remapped, List.of(), List.of(new SlotRange(0, 16383))))));
		this.client.refresh();
		this.commands.migrate(bytes("foo"), new RedisNode("localhost", 17000), 0, null);
		assertThat(this.client.sent()).containsExactly("MIGRATE 172.18.0.2 6379 foo 0 0");
	}

	@Test
	void argumentsAreCheckedBeforeAnythingIsSent() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.commands.info(""));
		assertThatIllegalArgumentException().isThrownBy(() -> this.commands.info(NODE, " "));
		assertThatIllegalArgumentException().isThrownBy(() -> this.commands.getConfig(""));
		assertThatIllegalArgumentException().isThrownBy(() -> this.commands.getConfig(NODE, ""));
		assertThatIllegalArgumentException().isThrownBy(() -> this.commands.setConfig("", "x"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.commands.setConfig("x", null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.commands.time((TimeUnit) null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.commands.killClient("", 1));
		assertThatIllegalArgumentException().isThrownBy(() -> this.commands.setClientName(null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.commands.flushDb((FlushOption) null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.commands.dbSize(null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.commands.dbSize(new RedisClusterNode("10.1.1.1", 1)))
			.withMessage("Node 10.1.1.1:1 is unknown to cluster");
		assertThatIllegalArgumentException().isThrownBy(() -> this.commands.migrate(null, NODE, 0, null));
		assertThat(this.client.sent()).isEmpty();
	}

	@Test
	void aSettingThatOneNodeDoesNotKnowHasNoBareName() {
		answerConfig("Ex", "Ex", "Ex", "Ex", "Ex", "Ex");
		this.client.answerAt(7004, new Object[0]);
		Properties config = this.commands.getConfig("notify*");
		assertThat(config).hasSize(3);
		assertThat(config.getProperty("notify-keyspace-events")).isNull();
	}

	/** In the order of the nodes: each primary before its replica. */
	private void answerConfig(String... values) {
		int[] ports = { 7000, 7003, 7001, 7004, 7002, 7005 };
		for (int i = 0; i < values.length; i++) {
			this.client.answerAt(ports[i], new Object[] { bytes("notify-keyspace-events"), bytes(values[i]) });
		}
	}

	private static Map.Entry<Object, Object> entry(String name, String value) {
		return Map.entry(name, value);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
