package io.rediscluster.spring.data;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

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
import org.springframework.data.redis.connection.RedisClusterCommands.AddSlots;
import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.connection.RedisClusterNode.Flag;
import org.springframework.data.redis.connection.RedisClusterNode.LinkState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link TopologyCommands} and {@link ClusterNodesReader}.
 */
class TopologyCommandsTests {

	private static final RedisClusterNode NODE_1 = new RedisClusterNode("127.0.0.1", 7000);

	private static final RedisClusterNode NODE_2 = new RedisClusterNode("127.0.0.1", 7001);

	private static final RedisClusterNode REPLICA_1 = new RedisClusterNode("127.0.0.1", 7003);

	private static final String CLUSTER_NODES = line(7000, "myself,master", "-", "connected", " 0-5460 [93-<-abc]")
			+ line(7001, "master,nofailover", "-", "connected", " 5461-10921 10922")
			+ line(7002, "master,fail?", "-", "disconnected", " 10923-16383")
			+ line(7003, "slave", RecordingClusterClient.id(7000), "connected", "")
			+ line(7004, "slave,fail", RecordingClusterClient.id(7001), "disconnected", "");

	private final RecordingClusterClient client = new RecordingClusterClient();

	private final ClusterConnection connection = new ClusterConnection(this.client, true);

	@Test
	void nodesAreDescribedWithRoleFlagsLinkStateAndSlots() {
		this.client.answer(bytes(CLUSTER_NODES));
		List<RedisClusterNode> nodes = this.connection.clusterGetNodes();
		assertThat(nodes).extracting(RedisClusterNode::getPort).containsExactly(7000, 7001, 7002, 7003, 7004);
		RedisClusterNode first = nodes.get(0);
		assertThat(first).isEqualTo(NODE_1);
		assertThat(first.getId()).isEqualTo(RecordingClusterClient.id(7000));
		assertThat(first.isMaster()).isTrue();
		assertThat(first.isConnected()).isTrue();
		assertThat(first.getFlags()).containsExactlyInAnyOrder(Flag.MYSELF, Flag.MASTER);
		assertThat(first.servesSlot(0)).isTrue();
		assertThat(first.servesSlot(5460)).isTrue();
		assertThat(first.servesSlot(5461)).isFalse();
		assertThat(nodes.get(1).getFlags()).containsExactly(Flag.MASTER);
		assertThat(nodes.get(1).servesSlot(10922)).isTrue();
		assertThat(nodes.get(2).getLinkState()).isEqualTo(LinkState.DISCONNECTED);
		assertThat(nodes.get(2).isMarkedAsFail()).isTrue();
		assertThat(nodes.get(3).isReplica()).isTrue();
		assertThat(nodes.get(3).getMasterId()).isEqualTo(RecordingClusterClient.id(7000));
		assertThat(nodes.get(3).getSlotRange().getSlots()).isEmpty();
		assertThat(this.client.sent()).containsExactly("CLUSTER NODES");
	}

	@Test
	void nodesAreNamedByTheAddressThatTheClientConnectsTo() {
		Node remapped = new Node("a".repeat(40), new HostAndPort("172.18.0.2", 6379),
				new HostAndPort("localhost", 17000), NodeRole.PRIMARY, null, 1, Set.of());
		Topology topology = new Topology(2, List.of(new Shard(0, remapped, List.of(), List.of(new SlotRange(0, 0)))));
		List<RedisClusterNode> nodes = ClusterNodesReader
			.read("a".repeat(40) + " 172.18.0.2:6379@16379,,shard-id=1 myself,master - 0 0 1 connected 0\n"
					+ "b".repeat(40) + " [::1]:7001@17001,name.example master - 0 0 2 connected\n" + "c".repeat(40)
					+ " :0@0 master,noaddr - 0 0 3 disconnected\n" + "d".repeat(40)
					+ " 127.0.0.1:7002 handshake - 0 0 0 connected\n", topology);
		assertThat(nodes).extracting(RedisClusterNode::asString)
			.containsExactly("localhost:17000", "[::1]:7001", "127.0.0.1:7002");
	}

	@Test
	void replicasAreThoseOfTheNamedPrimary() {
		this.client.answer(bytes(CLUSTER_NODES));
		assertThat(this.connection.clusterGetReplicas(NODE_1)).containsExactly(REPLICA_1);
		this.client.answer(bytes(CLUSTER_NODES));
		assertThat(this.connection.clusterGetReplicas(new RedisClusterNode(RecordingClusterClient.id(7001))))
			.extracting(RedisClusterNode::getPort)
			.containsExactly(7004);
	}

	@Test
	void theMapHasEachPrimaryThatIsNotDown() {
		this.client.answer(bytes(CLUSTER_NODES));
		assertThat(this.connection.clusterGetMasterReplicaMap()).containsOnlyKeys(NODE_1, NODE_2)
			.satisfies((map) -> assertThat(map.get(NODE_1)).containsExactly(REPLICA_1));
	}

	@Test
	void slotsAndOwnersAreKnownWithoutAsking() {
		assertThat(this.connection.clusterGetSlotForKey(bytes("{foo}bar"))).isEqualTo(12182);
		RedisClusterNode owner = this.connection.clusterGetNodeForKey(bytes("foo"));
		assertThat(owner).hasToString("127.0.0.1:7002");
		assertThat(owner.isMaster()).isTrue();
		assertThat(owner.isConnected()).isTrue();
		assertThat(owner.getFlags()).containsExactly(Flag.MASTER);
		assertThat(owner.servesSlot(16383)).isTrue();
		assertThat(this.connection.clusterGetNodeForSlot(10922)).isEqualTo(NODE_2);
		assertThat(this.client.sent()).isEmpty();
	}

	@Test
	void aSlotWithoutOwnerHasNoNode() {
		this.client.topologyAfterRefresh(Topology.empty());
		this.client.refresh();
		assertThat(this.connection.clusterGetNodeForSlot(1)).isNull();
	}

	@Test
	void slotsOutOfRangeAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.connection.clusterGetNodeForSlot(16384));
		assertThatIllegalArgumentException().isThrownBy(() -> this.connection.clusterCountKeysInSlot(-1));
		assertThatIllegalArgumentException().isThrownBy(() -> this.connection.clusterAddSlots(NODE_1, 1, 16384));
		assertThatIllegalArgumentException().isThrownBy(() -> this.connection.clusterAddSlots(NODE_1, new int[0]));
		assertThat(this.client.sent()).isEmpty();
	}

	@Test
	void clusterInfoIsRead() {
		this.client.answer(bytes("cluster_state:ok\r\ncluster_slots_ok:16384\r\ncluster_size:3\r\n"));
		assertThat(this.connection.clusterGetClusterInfo()).satisfies((info) -> {
			assertThat(info.getState()).isEqualTo("ok");
			assertThat(info.getSlotsOk()).isEqualTo(16384);
			assertThat(info.getClusterSize()).isEqualTo(3);
		});
	}

	@Test
	void keysOfASlotAreAskedOfItsOwner() {
		this.client.answer(2L, new Object[] { bytes("a"), bytes("b") });
		assertThat(this.connection.clusterCountKeysInSlot(5)).isEqualTo(2);
		assertThat(this.connection.clusterGetKeysInSlot(5, 10)).containsExactly(bytes("a"), bytes("b"));
		assertThat(this.client.sent()).containsExactly("CLUSTER COUNTKEYSINSLOT 5", "CLUSTER GETKEYSINSLOT 5 10");
		assertThat(this.client.commands()).allMatch((command) -> command.slot() == 5);
	}

	@Test
	void slotsAreAddedAndDeletedOnTheNamedNode() {
		this.connection.clusterAddSlots(NODE_1, 1, 2);
		this.connection.clusterAddSlots(NODE_2, new RedisClusterNode.SlotRange(3, 5));
		this.connection.clusterDeleteSlots(NODE_1, 6);
		this.connection.clusterDeleteSlotsInRange(NODE_2, new RedisClusterNode.SlotRange(7, 8));
		assertThat(this.client.sent()).containsExactly("on[7000] CLUSTER ADDSLOTS 1 2",
				"on[7001] CLUSTER ADDSLOTS 3 4 5", "on[7000] CLUSTER DELSLOTS 6", "on[7001] CLUSTER DELSLOTS 7 8");
	}

	@Test
	void aNodeIsForgottenByAllOthers() {
		this.connection.clusterForget(NODE_1);
		assertThat(this.client.sent()).singleElement()
			.asString()
			.matches("on\\[(\\d+, ){4}\\d+] CLUSTER FORGET " + RecordingClusterClient.id(7000))
			.doesNotContain("on[7000", " 7000,", " 7000]");
	}

	@Test
	void oneNodeThatDoesNotForgetIsAFailureThatNamesIt() {
		this.client.answerAt(7004, new ServerErrorException("ERR Can't forget my master!"));
		assertThatExceptionOfType(ClusterCommandExecutionFailureException.class)
			.isThrownBy(() -> this.connection.clusterForget(NODE_1))
			.satisfies((ex) -> assertThat(ex.getSuppressed()).hasSize(1))
			.havingRootCause()
			.withMessage("ERR Can't forget my master!");
	}

	@Test
	void allNodesMeetANewOne() {
		this.connection.clusterMeet(new RedisClusterNode("10.0.0.9", 7009));
		assertThat(this.client.sent()).singleElement().asString().endsWith("] CLUSTER MEET 10.0.0.9 7009");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.connection.clusterMeet(new RedisClusterNode(RecordingClusterClient.id(7009))));
	}

	@Test
	void aSlotIsImportedFromItsOwnerAndMigratedByIt() {
		this.connection.clusterSetSlot(NODE_2, 0, AddSlots.IMPORTING);
		this.connection.clusterSetSlot(NODE_2, 0, AddSlots.MIGRATING);
		this.connection.clusterSetSlot(NODE_2, 0, AddSlots.NODE);
		this.connection.clusterSetSlot(NODE_2, 0, AddSlots.STABLE);
		String first = RecordingClusterClient.id(7000);
		String second = RecordingClusterClient.id(7001);
		assertThat(this.client.sent()).containsExactly("on[7001] CLUSTER SETSLOT 0 IMPORTING " + first,
				"on[7000] CLUSTER SETSLOT 0 MIGRATING " + second, "on[7001] CLUSTER SETSLOT 0 NODE " + second,
				"on[7001] CLUSTER SETSLOT 0 STABLE");
	}

	@Test
	void aSlotCannotBeMigratedToItsOwner() {
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
			.isThrownBy(() -> this.connection.clusterSetSlot(NODE_1, 0, AddSlots.MIGRATING))
			.withMessageContaining("slot 0");
		assertThat(this.client.sent()).isEmpty();
	}

	@Test
	void aReplicaIsToldItsPrimary() {
		this.connection.clusterReplicate(NODE_2, REPLICA_1);
		assertThat(this.client.sent()).containsExactly("on[7003] CLUSTER REPLICATE " + RecordingClusterClient.id(7001));
	}

	@Test
	void aRefusalOfTheOnlyNodeIsItsOwnError() {
		this.client.answerAt(7003, new ServerErrorException("ERR To set a master the node must be empty"));
		assertThatExceptionOfType(RedisSystemException.class)
			.isThrownBy(() -> this.connection.clusterReplicate(NODE_2, REPLICA_1))
			.havingRootCause()
			.withMessage("ERR To set a master the node must be empty");
	}

	@Test
	void anUnknownNodeIsLookedForAgainBeforeItIsRefused() {
		RedisClusterNode unknown = new RedisClusterNode("127.0.0.1", 7009);
		assertThatIllegalArgumentException().isThrownBy(() -> this.connection.clusterGetReplicas(unknown))
			.withMessage("Node 127.0.0.1:7009 is unknown to cluster");
		assertThat(this.client.refreshes()).isOne();
		this.client.topologyAfterRefresh(new Topology(2,
				List.of(new Shard(0, RecordingClusterClient.primary(7009), List.of(), List.of(new SlotRange(0, 1))))));
		this.connection.clusterAddSlots(unknown, 3);
		assertThat(this.client.sent()).containsExactly("on[7009] CLUSTER ADDSLOTS 3");
	}

	@Test
	void aNodeWhoseIdIsGoneIsFoundByItsAddress() {
		RedisClusterNode restarted = RedisClusterNode.newRedisClusterNode()
			.listeningAt("127.0.0.1", 7001)
			.withId("f".repeat(40))
			.build();
		this.connection.clusterAddSlots(restarted, 3);
		assertThat(this.client.sent()).containsExactly("on[7001] CLUSTER ADDSLOTS 3");
	}

	@Test
	void anIdCountsMoreThanAnAddress() {
		RedisClusterNode moved = RedisClusterNode.newRedisClusterNode()
			.listeningAt("127.0.0.1", 7000)
			.withId(RecordingClusterClient.id(7001))
			.build();
		this.connection.clusterAddSlots(moved, 3);
		assertThat(this.client.sent()).containsExactly("on[7001] CLUSTER ADDSLOTS 3");
	}

	@Test
	void failuresAreTranslated() {
		this.client.answer(new ServerErrorException("NOPERM no"));
		assertThatExceptionOfType(RedisSystemException.class).isThrownBy(this.connection::clusterGetNodes);
	}

	private static String line(int port, String flags, String primary, String link, String slots) {
		return RecordingClusterClient.id(port) + " 127.0.0.1:" + port + "@1" + port + " " + flags + " " + primary
				+ " 0 1 2 " + link + slots + "\n";
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
