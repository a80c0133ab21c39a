package io.rediscluster.client.internal.keyspace;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.rediscluster.client.ClusterUnavailableException;
import io.rediscluster.client.Scan;
import io.rediscluster.client.internal.keyspace.FakeKeyspace.Server;
import io.rediscluster.client.topology.HashSlot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Walks over a cluster that changes between any two requests.
 */
class ClusterScanTests {

	private final FakeKeyspace servers = new FakeKeyspace();

	private final Set<String> keys = new TreeSet<>();

	private void fill(int count) {
		for (int i = 0; i < count; i++) {
			this.keys.add("key:" + i);
		}
		this.keys.forEach(this.servers::add);
	}

	private List<String> scan(int count) {
		List<String> found = new ArrayList<>();
		new ClusterScan(this.servers, Scan.all().count(count)).forEachRemaining((key) -> found.add(key.asString()));
		return found;
	}

	@Test
	void atRestEachNodeIsWalkedOverOnce() {
		fill(90);
		assertThat(scan(1000)).containsExactlyInAnyOrderElementsOf(this.keys);
		// for each node: INFO and CLUSTER NODES before and after, the look for
		// CLUSTERSCAN, one page
		assertThat(this.servers.requests).isEqualTo(3 * 6);
	}

	@Test
	void noKeyIsMissedWhateverSlotsMoveInTheMeantime() throws Exception {
		// a scan mostly waits for slots that move: many of them wait at the same time
		ExecutorService threads = Executors.newFixedThreadPool(16);
		try {
			List<Future<Integer>> scans = new ArrayList<>();
			for (int i = 0; i < 300; i++) {
				long seed = i;
				scans.add(threads.submit(() -> new ClusterScanTests().duplicatesWhileSlotsMove(seed)));
			}
			int duplicates = 0;
			for (Future<Integer> scan : scans) {
				duplicates += scan.get();
			}
			assertThat(duplicates).isPositive();
		}
		finally {
			threads.shutdownNow();
		}
	}

	private int duplicatesWhileSlotsMove(long seed) {
		fill(120);
		Mover mover = new Mover(seed);
		this.servers.change = mover;
		List<String> found = scan(3);
		assertThat(new HashSet<>(found)).as("seed %s", seed).isEqualTo(this.keys);
		this.servers.change = () -> {
		};
		mover.finish();
		assertThat(mover.moved).as("seed %s", seed).isPositive();
		return found.size() - this.keys.size();
	}

	@Test
	void aSlotThatStaysOpenIsDoneWhenBothSidesAreWalkedOver() {
		fill(40);
		int slot = HashSlot.of("key:1");
		this.servers.add("{key:1}:2");
		this.keys.add("{key:1}:2");
		Server target = other(slot);
		this.servers.open(slot, target);
		this.servers.moveKey(slot);
		assertThat(scan(7)).containsExactlyInAnyOrderElementsOf(this.keys);
	}

	@Test
	void aNodeThatIsAnotherProcessAtItsEndIsWalkedOverAgain() {
		fill(60);
		Server first = this.servers.servers.values().iterator().next();
		int[] requests = { 0 };
		this.servers.change = () -> {
			if (++requests[0] == 6) {
				this.servers.restart(first);
			}
		};
		List<String> found = scan(5);
		assertThat(new HashSet<>(found)).isEqualTo(this.keys);
		assertThat(found).hasSize(60 + first.keys.size());
	}

	@Test
	void aNodeThatCannotBeReachedForAMomentIsAskedAgain() {
		fill(60);
		Server first = this.servers.servers.values().iterator().next();
		int[] requests = { 0 };
		this.servers.change = () -> {
			requests[0]++;
			first.down = requests[0] > 6 && requests[0] < 9;
		};
		assertThat(new HashSet<>(scan(5))).isEqualTo(this.keys);
	}

	@Test
	void slotsThatNeverSettleEndInAnErrorAndTheWalkGoesOnWhenTheyDo() {
		fill(30);
		Server first = this.servers.servers.values().iterator().next();
		this.servers.change = () -> first.epoch++;
		ClusterScan scan = new ClusterScan(this.servers, Scan.all());
		assertThatThrownBy(() -> scan.forEachRemaining((key) -> {
		})).isInstanceOf(ClusterUnavailableException.class)
			.hasMessageContaining(first.slots.cardinality() + " slots were moving in each of 16 rounds")
			.hasMessageContaining("scan.max-rounds");
		this.servers.change = () -> {
		};
		Set<String> found = new HashSet<>();
		scan.forEachRemaining((key) -> found.add(key.asString()));
		assertThat(found).isEqualTo(first.keys);
		assertThat(scan.isDone()).isTrue();
	}

	@Test
	void closingEndsTheWalk() {
		fill(30);
		ClusterScan scan = new ClusterScan(this.servers, Scan.all().count(2));
		scan.next();
		scan.close();
		assertThat(scan.hasNext()).isFalse();
		assertThat(scan.isDone()).isTrue();
		assertThat(scan.nextBatch()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			plain       | true
			{a}b*       | true
			x{a}b*      | true
			{a}         | true
			{*}         | false
			{a*}        | false
			{}a*        | false
			*{a}        | false
			a\\{b}      | false
			a?          | false
			[ab]{c}     | false
			""")
	void aPatternOfOneSlotIsRecognised(String pattern, boolean one) {
		int slot = ScanCommands.onlySlot(pattern.getBytes(StandardCharsets.UTF_8));
		assertThat(slot >= 0).isEqualTo(one);
		if (one) {
			assertThat(slot).isEqualTo(HashSlot.of(pattern));
		}
	}

	private Server other(int slot) {
		Server owner = this.servers.owner(slot);
		return this.servers.servers.values().stream().filter((server) -> server != owner).findFirst().orElseThrow();
	}

	/** Moves three slots about, a little at each request, for a while. */
	private final class Mover implements Runnable {

		private static final int STEPS = 60;

		private final Random random;

		private final List<Integer> slots = List.of(HashSlot.of("key:1"), HashSlot.of("key:2"), HashSlot.of("key:3"));

		private int steps;

		private int moved;

		Mover(long seed) {
			this.random = new Random(seed);
		}

		@Override
		public void run() {
			if (this.steps < STEPS && this.random.nextInt(4) == 0) {
				this.steps++;
				step(this.slots.get(this.random.nextInt(this.slots.size())));
			}
		}

		private void step(int slot) {
			FakeKeyspace servers = ClusterScanTests.this.servers;
			Server owner = servers.owner(slot);
			if (!owner.migrating.containsKey(slot)) {
				List<Server> others = servers.servers.values().stream().filter((server) -> server != owner).toList();
				servers.open(slot, others.get(this.random.nextInt(others.size())));
			}
			else if (!servers.moveKey(slot)) {
				servers.close(slot);
				this.moved++;
			}
		}

		void finish() {
			for (int slot : this.slots) {
				while (ClusterScanTests.this.servers.owner(slot).migrating.containsKey(slot)) {
					step(slot);
				}
			}
		}

	}

}
