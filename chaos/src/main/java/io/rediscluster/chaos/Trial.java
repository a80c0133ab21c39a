package io.rediscluster.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.rediscluster.chaos.Fault.Kind;
import io.rediscluster.chaos.Probe.Outage;
import io.rediscluster.test.Await;

/**
 * Plays one fault several times on one cluster, under a load through one client. For one
 * thread.
 */
public final class Trial implements AutoCloseable {

	private static final long WARM_UP_MILLIS = 500;

	private static final long MEASURE_MILLIS = 1000;

	/** A client has this long to recover after the cluster has. */
	private static final long GRACE = TimeUnit.SECONDS.toNanos(1);

	private static final Duration SOUND_TIMEOUT = Duration.ofSeconds(60);

	/** Outages that are this near to each other count as one. */
	private static final long GAP = TimeUnit.MILLISECONDS.toNanos(100);

	private final Fault fault;

	private final Stage stage;

	private final Target target;

	private final List<Probe> probes;

	private final long seed;

	/**
	 * Starts the cluster and connects the client.
	 * @param fault the fault
	 * @param factory connects the client
	 * @param seed of all random choices
	 */
	public Trial(Fault fault, Target.Factory factory, long seed) {
		this.fault = fault;
		this.seed = seed;
		this.stage = new Stage(fault, seed);
		try {
			this.target = factory.connect(this.stage);
		}
		catch (RuntimeException ex) {
			this.stage.close();
			throw ex;
		}
		this.probes = IntStream.range(0, Stage.slots().size()).mapToObj((slot) -> new Probe(this.stage, slot)).toList();
	}

	/**
	 * Plays the fault once.
	 * @param round the number of the round
	 * @return what came of it
	 * @throws Exception if the cluster did what it should not, or a call of the client
	 * hangs or throws what none may throw
	 */
	public Report play(int round) throws Exception {
		boolean replicatedOnly = this.fault.kind() == Kind.CRASH;
		this.stage.cluster().flushAll();
		try (Load load = new Load(this.target, replicatedOnly, this.seed + 100 * round, "r" + round)) {
			Thread.sleep(WARM_UP_MILLIS);
			double before = load.throughput(MEASURE_MILLIS);
			this.probes.forEach(Probe::take);
			this.stage.takeInstants();
			long began = System.nanoTime();
			this.fault.plot().play(this.stage);
			long ended = System.nanoTime();
			Await.until("the cluster takes writes", SOUND_TIMEOUT,
					() -> this.probes.stream().allMatch((probe) -> probe.lastSuccess() - ended > 0));
			long windowEnd = System.nanoTime() + GRACE;
			TimeUnit.NANOSECONDS.sleep(GRACE);
			double after = load.throughput(MEASURE_MILLIS);
			List<Worker> workers = load.stop();
			this.stage.cluster().awaitAgreement(SOUND_TIMEOUT);
			return report(workers, began, windowEnd, after / before, this.stage.takeInstants() * load.inFlight());
		}
	}

	private Report report(List<Worker> workers, long began, long windowEnd, double ratio, long unknownAllowed) {
		boolean replicatedOnly = this.fault.kind() == Kind.CRASH;
		List<Lane> lanes = workers.stream().flatMap((worker) -> worker.lanes().stream()).toList();
		Tally tally = new Checker(this.stage.cluster(), replicatedOnly).check(lanes);
		Map<String, Integer> exceptions = new TreeMap<>();
		long outside = 0;
		for (Worker worker : workers) {
			for (Worker.Failure failure : worker.failures()) {
				exceptions.merge(describe(failure.exception()), 1, Integer::sum);
				if (failure.at() - began < 0 || failure.at() - windowEnd > 0) {
					outside++;
				}
			}
		}
		boolean mayBeStale = replicatedOnly || this.fault.readsReplicas();
		long stale = mayBeStale ? 0 : workers.stream().mapToLong(Worker::stale).sum();
		return new Report(this.fault.name(), tally, stale, outside, unknownAllowed, recoveries(began, workers), ratio,
				this.target.pubSubTroubles(), exceptions);
	}

	private static String describe(Exception exception) {
		String text = exception.getClass().getSimpleName() + ": " + exception.getMessage();
		// without addresses and figures many are alike
		String alike = text.replaceAll("[0-9]+", "#");
		return alike.substring(0, Math.min(alike.length(), 160));
	}

	private double[] recoveries(long began, List<Worker> workers) {
		List<Double> millis = new ArrayList<>();
		for (Interruption interruption : interruptions(began)) {
			for (int slot : interruption.slots()) {
				for (Worker worker : workers) {
					if (worker.mode() == Mode.REPLICATED) {
						// it waits for the replica that took over to get a replica of its
						// own
						continue;
					}
					Long success = worker.firstSuccess(slot, interruption.end());
					// a thread without any success has not recovered for as long as it
					// was watched
					long at = (success != null) ? success : System.nanoTime();
					millis.add((at - interruption.end()) / 1e6);
				}
			}
		}
		return millis.stream().mapToDouble(Double::doubleValue).toArray();
	}

	/**
	 * Joins the outages of all slots: a thread that waits for one cannot use another.
	 * Without any, each thread's next success counts from the beginning of the fault.
	 */
	private List<Interruption> interruptions(long began) {
		List<Outage> outages = new ArrayList<>();
		this.probes.forEach((probe) -> outages.addAll(probe.take()));
		outages.removeIf((outage) -> outage.end() - began < 0);
		if (outages.isEmpty()) {
			return List.of(new Interruption(began, List.of(Worker.ANY_SLOT)));
		}
		outages.sort(Comparator.comparingLong(Outage::begin));
		List<Interruption> joined = new ArrayList<>();
		long end = outages.get(0).end();
		List<Integer> slots = new ArrayList<>();
		for (Outage outage : outages) {
			if (outage.begin() - end > GAP) {
				joined.add(new Interruption(end, List.copyOf(slots)));
				slots.clear();
				end = outage.end();
			}
			end = Math.max(end, outage.end());
			slots.add(outage.slotIndex());
		}
		joined.add(new Interruption(end, List.copyOf(slots)));
		return joined;
	}

	@Override
	public void close() throws InterruptedException {
		try (this.stage; this.target) {
			for (Probe probe : this.probes) {
				probe.close();
			}
		}
	}

	/**
	 * Outages of several slots that belong together.
	 *
	 * @param end when the last of them ended, in the time of {@link System#nanoTime()}
	 * @param slots which of the watched slots they were of
	 */
	private record Interruption(long end, List<Integer> slots) {

	}

}
