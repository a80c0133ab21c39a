package io.rediscluster.client;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.rediscluster.test.Await;
import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedNode;
import io.rediscluster.test.FaultProxy;
import io.rediscluster.test.Slots;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Commands over several slots that compete, whose slots move, and whose client ends
 * between two steps. The keys a and b are on different nodes.
 */
@Timeout(180)
class CrossSlotContentionIT {

	private static final int THREADS = 64;

	/**
	 * What a user is to be able to do with the rights of a row of the documentation;
	 * after an exclamation mark, what others do before.
	 */
	private static final Map<String, List<String>> RIGHTS = Map.of("renames, `COPY`",
			List.of("!SET a 1", "RENAME a b", "RENAMENX b c", "COPY c a"), "list moves",
			List.of("!RPUSH a 1 2 3", "LMOVE a b LEFT LEFT", "RPOPLPUSH a b", "BLMOVE a b LEFT RIGHT 1"), "`SMOVE`",
			List.of("!SADD a 1", "SMOVE a b 1"), "stores, sorted sets",
			List.of("!ZADD a 1 x", "ZUNIONSTORE b 2 a c", "ZUNION 2 a b"), "`BITOP`, `PFMERGE`, `PFCOUNT`",
			List.of("!PFADD a 1", "PFMERGE b a c", "PFCOUNT a b", "BITOP NOT c a"), "sets",
			List.of("!SADD a 1", "SUNION a b"), "`MSETNX`", List.of("MSETNX a 1 b 2 c 3"));

	private static EmbeddedCluster cluster;

	private static ClusterClient client;

	@BeforeAll
	static void start() {
		cluster = EmbeddedCluster.builder().primaries(3).replicasPerPrimary(0).behindProxies().start();
		client = connect(Duration.ofSeconds(30));
	}

	private static ClusterClient connect(Duration timeout) {
		return ClusterClient.connect(ClusterClientOptions.builder()
			.seeds(cluster.announcedSeeds().toArray(String[]::new))
			.pool(new ClusterClientOptions.Pool(THREADS, THREADS, 0, Duration.ofSeconds(30)))
			.timeout(timeout)
			.build());
	}

	@AfterAll
	static void close() {
		client.close();
		cluster.close();
	}

	@BeforeEach
	void flush() {
		client.execute("FLUSHALL");
	}

	@ParameterizedTest
	@ValueSource(strings = { "LMOVE a b LEFT RIGHT", "RPOPLPUSH a b" })
	void everyElementOfAListArrivesOnceWhenAllThreadsMoveThem(String move) throws Exception {
		Object[] elements = IntStream.range(0, 1000).mapToObj(String::valueOf).toArray();
		client.execute(Command.named("RPUSH").arg("a").args(elements).build());
		ConcurrentLinkedQueue<String> moved = new ConcurrentLinkedQueue<>();
		together((thread) -> {
			for (String element = execute(move).asString(); element != null; element = execute(move).asString()) {
				moved.add(element);
			}
			return null;
		});
		assertThat(moved).containsExactlyInAnyOrder(strings(elements));
		assertThat(list("b")).containsExactlyInAnyOrder(strings(elements));
		assertThat(client.execute("DBSIZE").asLong()).isEqualTo(1);
	}

	@Test
	void nothingIsLostOrDoubledWhileElementsGoBackAndForthAndTheirSlotsMove() throws Exception {
		Object[] elements = IntStream.range(0, 50).mapToObj(String::valueOf).toArray();
		client.execute(Command.named("RPUSH").arg("a").args(elements).build());
		AtomicBoolean stop = new AtomicBoolean();
		AtomicInteger moves = new AtomicInteger();
		Thread mover = new Thread(() -> {
			try {
				moveSlotsAround();
			}
			finally {
				stop.set(true);
			}
		});
		mover.start();
		together((thread) -> {
			for (int i = 0; !stop.get() || i < 5; i++) {
				if (!execute(((thread + i) % 2 == 0) ? "LMOVE a b LEFT RIGHT" : "RPOPLPUSH b a").isNull()) {
					moves.incrementAndGet();
				}
			}
			return null;
		});
		mover.join(60_000);
		assertThat(mover.isAlive()).isFalse();
		assertThat(moves.get()).isGreaterThan(THREADS);
		assertThat(Stream.concat(list("a").stream(), list("b").stream())).containsExactlyInAnyOrder(strings(elements));
		assertThat(client.crossSlot().parked()).isEmpty();
	}

	private static void moveSlotsAround() {
		for (String key : List.of("a", "b", "a", "b")) {
			int slot = Slots.of(key);
			EmbeddedNode target = cluster.primaryOtherThan(cluster.owner(slot));
			cluster.moveSlot(slot, target);
		}
	}

	@Test
	void everyMemberIsInOneSetWhenAllThreadsMoveTheSameOnes() throws Exception {
		Object[] members = IntStream.range(0, 20).mapToObj(String::valueOf).toArray();
		client.execute(Command.named("SADD").arg("a").args(members).build());
		AtomicInteger moves = new AtomicInteger();
		together((thread) -> {
			for (int i = 0; i < 40; i++) {
				String way = (i / 20 % 2 == thread % 2) ? "a b " : "b a ";
				moves.addAndGet((int) execute("SMOVE " + way + (i % 20)).asLong());
			}
			return null;
		});
		Set<String> a = new HashSet<>(client.execute("SMEMBERS", "a").asStringList());
		Set<String> b = new HashSet<>(client.execute("SMEMBERS", "b").asStringList());
		assertThat(Stream.concat(a.stream(), b.stream())).containsExactlyInAnyOrder(strings(members));
		assertThat(moves.get()).isGreaterThanOrEqualTo(20);
		assertThat(client.crossSlot().parked()).isEmpty();
	}

	@Test
	void oneThreadAloneRenamesAKey() throws Exception {
		for (int round = 0; round < 5; round++) {
			flush();
			client.execute("SADD", "a", "1", "2", "x");
			AtomicInteger renamed = new AtomicInteger();
			together((thread) -> {
				try {
					renamed.addAndGet((int) execute("RENAMENX a to:" + thread).asLong());
				}
				catch (ServerErrorException ex) {
					assertThat(ex).hasMessage("ERR no such key");
				}
				return null;
			});
			assertThat(renamed.get()).isEqualTo(1);
			assertThat(client.execute("DBSIZE").asLong()).isEqualTo(1);
		}
	}

	@Test
	void oneKeyAloneGetsAName() throws Exception {
		for (int round = 0; round < 5; round++) {
			flush();
			for (int i = 0; i < THREADS; i++) {
				client.execute("SET", "from:" + i, String.valueOf(i));
			}
			ConcurrentLinkedQueue<String> renamed = new ConcurrentLinkedQueue<>();
			together((thread) -> {
				if (execute("RENAMENX from:" + thread + " a").asBoolean()) {
					renamed.add(String.valueOf(thread));
				}
				return null;
			});
			assertThat(renamed).containsExactly(client.execute("GET", "a").asString());
			assertThat(client.execute("DBSIZE").asLong()).isEqualTo(THREADS);
		}
	}

	@Test
	void aSourceThatIsWrittenMeanwhileIsRenamedWithItsLastValueOrNotAtAll() throws Exception {
		AtomicBoolean stop = new AtomicBoolean();
		client.execute("SET", "a", "0");
		Future<Integer> writes;
		ExecutorService thread = Executors.newSingleThreadExecutor();
		try {
			writes = thread.submit(() -> {
				int count = 0;
				while (!stop.get()) {
					// null once the key has its new name
					if (client.execute("SET", "a", String.valueOf(count + 1), "XX").isNull()) {
						return count;
					}
					count++;
				}
				return -1;
			});
			Await.until("it is renamed", Duration.ofSeconds(60), () -> {
				try {
					return execute("RENAME a b").asString() != null;
				}
				catch (ClusterUnavailableException ex) {
					assertThat(ex).hasMessageContaining("changed");
					assertThat(client.execute("EXISTS", "b").asLong()).isZero();
					return false;
				}
			});
			assertThat(client.execute("GET", "b").asLong()).isEqualTo((long) writes.get(30, TimeUnit.SECONDS));
		}
		finally {
			stop.set(true);
			thread.shutdownNow();
		}
		assertThat(client.execute("EXISTS", "a").asLong()).isZero();
	}

	@Test
	void ofAllThreadsThatSetTheSameKeysOneSetsThemAll() throws Exception {
		for (int round = 0; round < 5; round++) {
			flush();
			ConcurrentLinkedQueue<String> done = new ConcurrentLinkedQueue<>();
			together((thread) -> {
				if (execute("MSETNX a %1$s b %1$s c %1$s d %1$s".formatted(thread)).asBoolean()) {
					done.add(String.valueOf(thread));
				}
				return null;
			});
			assertThat(done).hasSize(1);
			assertThat(client.execute("MGET", "a", "b", "c", "d").asStringList()).containsOnly(done.peek());
		}
	}

	@Test
	void anElementWhoseClientEndedBetweenTwoStepsIsFoundAndPutBack() throws Exception {
		FaultProxy destination = cluster.proxy(cluster.owner(Slots.of("b")));
		ExecutorService thread = Executors.newSingleThreadExecutor();
		try (ClusterClient mortal = connect(Duration.ofSeconds(30))) {
			Future<Reply> moving = thread.submit(() -> mortal.execute("BLMOVE", "a", "b", "RIGHT", "LEFT", 30));
			Await.until("it waits at the source", Duration.ofSeconds(20),
					() -> cluster.owner(Slots.of("a")).text("CLIENT", "LIST").contains("cmd=blmove"));
			destination.blackHole(FaultProxy.Direction.TO_SERVER);
			cluster.owner(Slots.of("a")).command("RPUSH", "a", "first", "element");
			Await.until("the element is parked", Duration.ofSeconds(20),
					() -> client.execute("LLEN", "a").asLong() == 1);
			mortal.close();
			assertThatThrownBy(() -> moving.get(30, TimeUnit.SECONDS)).cause()
				.isInstanceOf(CommandOutcomeUnknownException.class)
				.hasMessageContaining("BLMOVE")
				.hasMessageContaining("'a:xslot-r-")
				.hasMessageNotContaining("element'");
		}
		finally {
			thread.shutdownNow();
			destination.heal();
			destination.resetAll();
		}
		assertThat(list("b")).isEmpty();
		assertThat(client.crossSlot().parked()).singleElement().satisfies((parked) -> {
			assertThat(parked.source().asString()).isEqualTo("a");
			assertThat(parked.idle()).isLessThan(Duration.ofMinutes(5));
		});
		assertThat(client.crossSlot().recover(Duration.ofHours(1))).isEmpty();
		assertThat(client.crossSlot().recover(Duration.ZERO)).hasSize(1);
		assertThat(list("a")).containsExactly("first", "element");
		assertThat(client.crossSlot().parked()).isEmpty();
	}

	@Test
	void theDocumentedRightsAreEnough() throws Exception {
		Matcher row = Pattern.compile("\\| ([^|]+) \\| `(\\+[^`]+)` \\|")
			.matcher(Files.readString(Path.of("../docs/commands.md")));
		Set<String> tried = new HashSet<>();
		while (row.find()) {
			List<String> commands = RIGHTS.get(row.group(1));
			assertThat(commands).as(row.group(1)).isNotNull();
			flush();
			commands.stream()
				.filter((command) -> command.startsWith("!"))
				.forEach((command) -> execute(command.substring(1)));
			List<String> calls = commands.stream().filter((command) -> !command.startsWith("!")).toList();
			try (ClusterClient limited = limited(row.group(2), calls)) {
				for (String call : calls) {
					assertThat(execute(limited, call)).as(call).isNotNull();
				}
			}
			tried.add(row.group(1));
		}
		assertThat(tried).containsExactlyInAnyOrderElementsOf(RIGHTS.keySet());
	}

	private static ClusterClient limited(String rights, List<String> calls) {
		Command.Builder user = Command.named("ACL SETUSER")
			.args("limited", "reset", "on", ">secret", "~a*", "~b*", "~c*");
		user.args("+hello", "+auth", "+client", "+cluster", "+ping", "+info");
		calls.forEach((call) -> user.arg("+" + call.split(" ")[0].toLowerCase(Locale.ROOT)));
		user.args((Object[]) rights.split(" "));
		assertThat(client.on(Nodes.ALL).execute(user.build()).failures()).isEmpty();
		return ClusterClient.connect(ClusterClientOptions.builder()
			.seeds(cluster.announcedSeeds().toArray(String[]::new))
			.username("limited")
			.password("secret")
			.build());
	}

	private static Reply execute(String text) {
		return execute(client, text);
	}

	private static Reply execute(ClusterClient client, String text) {
		String[] words = text.split(" ");
		Command.Builder command = Command.named(words[0]);
		Stream.of(words).skip(1).forEach(command::arg);
		return client.execute(command.build());
	}

	private static List<String> list(String key) {
		return client.execute("LRANGE", key, 0, -1).asStringList();
	}

	private static String[] strings(Object[] values) {
		return Stream.of(values).map(String::valueOf).toArray(String[]::new);
	}

	/** Runs work on all threads at once and fails if one of them does. */
	private static void together(Work work) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		CountDownLatch ready = new CountDownLatch(THREADS);
		try {
			List<Callable<Object>> all = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				int thread = i;
				all.add(() -> {
					ready.countDown();
					ready.await();
					return work.run(thread);
				});
			}
			for (Future<Object> each : threads.invokeAll(all, 120, TimeUnit.SECONDS)) {
				each.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private interface Work {

		Object run(int thread) throws Exception;

	}

}
