package io.rediscluster.client.internal.keyspace;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.rediscluster.client.ClusterUnavailableException;
import io.rediscluster.client.Command;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Reply;
import io.rediscluster.client.Scan;
import io.rediscluster.client.internal.execution.ClusterExecutor.Located;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.NodeRole;
import io.rediscluster.client.topology.Topology;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A walk over the members of a set whose node changes in the meantime.
 */
class KeyScanTests {

	private final OneSet server = new OneSet();

	private KeyScan<Reply> scan(int count) {
		return new KeyScan<>(this.server, "SSCAN", "set", Scan.all().count(count), ReadFrom.PRIMARY,
				(elements) -> elements);
	}

	private static List<String> rest(KeyScan<Reply> scan) {
		List<String> rest = new ArrayList<>();
		scan.forEachRemaining((member) -> rest.add(member.asString()));
		return rest;
	}

	@Test
	void whatFitsIntoOneReplyCostsOneRequest() {
		assertThat(rest(scan(100))).containsExactlyElementsOf(this.server.members);
		assertThat(this.server.requests).isEqualTo(1);
	}

	@Test
	void aWalkOfSeveralRepliesReturnsEachMemberOnce() {
		assertThat(rest(scan(4))).containsExactlyElementsOf(this.server.members);
	}

	@Test
	void anotherProcessAtTheEndMeansThatTheWalkBeginsAgain() {
		KeyScan<Reply> scan = scan(4);
		scan.next();
		// the new process knows its own cursors only
		this.server.process++;
		this.server.lost = 6;
		assertThat(new HashSet<>(rest(scan))).containsAll(
				this.server.members.stream().filter((member) -> !member.equals(this.server.members.first())).toList());
	}

	@Test
	void anotherNodeMeansThatTheWalkBeginsAgain() {
		KeyScan<Reply> scan = scan(4);
		scan.next();
		this.server.node = OneSet.node("b");
		assertThat(rest(scan)).containsAll(this.server.members);
	}

	@Test
	void aKeyThatKeepsMovingEndsInAnError() {
		KeyScan<Reply> scan = scan(4);
		this.server.restless = true;
		assertThatThrownBy(() -> rest(scan)).isInstanceOf(ClusterUnavailableException.class)
			.hasMessageContaining("scan.max-rounds");
		assertThat(this.server.requests).as("two in each of sixteen rounds").isLessThanOrEqualTo(40);
	}

	/** A node with one set; the cursor is a position in alphabetical order. */
	private static final class OneSet implements NodeCalls {

		private final TreeSet<String> members = new TreeSet<>();

		private Node node = node("a");

		private int process;

		/** So many members a walk that began earlier misses. */
		private int lost;

		private boolean restless;

		private int requests;

		OneSet() {
			for (char c = 'a'; c < 'u'; c++) {
				this.members.add("m" + c);
			}
		}

		static Node node(String letter) {
			HostAndPort address = new HostAndPort("127.0.0.1", 7000 + letter.charAt(0));
			return new Node(letter.repeat(40), address, address, NodeRole.PRIMARY, null, 1, Set.of());
		}

		@Override
		public Located bySlot(Command command, ReadFrom readFrom) {
			this.requests++;
			String from = text(command.argument(1));
			int count = Integer.parseInt(text(command.argument(3)));
			List<String> rest = new ArrayList<>(from.equals("0") ? this.members : this.members.tailSet(from, false));
			if (!from.equals("0")) {
				rest = rest.subList(Math.min(this.lost, rest.size()), rest.size());
				this.lost = 0;
			}
			List<String> page = rest.subList(0, Math.min(count, rest.size()));
			String next = (page.size() == rest.size()) ? "0" : page.get(page.size() - 1);
			Node answered = this.node;
			if (this.restless) {
				this.node = node((this.requests % 2 == 0) ? "a" : "b");
			}
			return new Located(Reply.of(new Object[] { bytes(next), page.stream().map(OneSet::bytes).toArray() }),
					answered);
		}

		private static String text(byte[] bytes) {
			return new String(bytes, StandardCharsets.UTF_8);
		}

		private static byte[] bytes(String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}

		@Override
		public Reply at(Node node, Command command) {
			return Reply.of("# Server\r\nrun_id:" + node.id() + this.process + "\r\n");
		}

		@Override
		public Topology topology() {
			return Topology.empty();
		}

		@Override
		public void refresh() {
			// nothing to learn
		}

		@Override
		public Duration timeout() {
			return Duration.ofSeconds(5);
		}

		@Override
		public int maxRounds() {
			return 16;
		}

		@Override
		public boolean isClosed() {
			return false;
		}

	}

}
