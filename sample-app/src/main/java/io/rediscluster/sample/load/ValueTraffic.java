package io.rediscluster.sample.load;

import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Reads and writes of values that nobody deletes. Remembers which writes have succeeded,
 * so that a read notices a value that is lost. Thread safe.
 */
final class ValueTraffic {

	private static final int FILLED_AT_ONCE = 500;

	private final Workload workload;

	private final int reads;

	private final boolean bulk;

	/** 1 for each value that was written and has not been missed since. */
	private final AtomicIntegerArray written = new AtomicIntegerArray(Workload.VALUES);

	ValueTraffic(Workload workload, LoadPlan plan) {
		LoadMix mix = plan.mix();
		if (mix == null) {
			throw new IllegalArgumentException("a plan of single values has a mix");
		}
		this.workload = workload;
		this.reads = mix.reads();
		this.bulk = plan.bulk();
	}

	/**
	 * Writes all values, so that reads find something from the start.
	 * @param stopped asked now and then whether to leave it at that
	 */
	void fill(BooleanSupplier stopped) {
		for (int first = 0; first < Workload.VALUES && !stopped.getAsBoolean(); first += FILLED_AT_ONCE) {
			List<Integer> values = IntStream.range(first, first + FILLED_AT_ONCE).boxed().toList();
			this.workload.writeMany(values);
			values.forEach(this::remember);
		}
	}

	/** Does one operation. */
	void step(RandomGenerator random) {
		boolean read = random.nextInt(100) < this.reads;
		if (this.bulk && random.nextInt(5) == 0) {
			many(random, read);
		}
		else if (read) {
			read(random.nextInt(Workload.VALUES));
		}
		else {
			int value = random.nextInt(Workload.VALUES);
			this.workload.write(value);
			remember(value);
		}
	}

	private void many(RandomGenerator random, boolean read) {
		List<Integer> values = Workload.someValues(random);
		if (read) {
			List<Integer> expected = values.stream().filter((value) -> this.written.get(value) == 1).toList();
			List<Integer> missing = this.workload.readMany(values);
			missing.stream().filter(expected::contains).forEach(this::miss);
			return;
		}
		if (random.nextBoolean()) {
			this.workload.writeMany(values);
		}
		else {
			this.workload.pipeline(values);
		}
		values.forEach(this::remember);
	}

	private void read(int value) {
		// before the read: a write that succeeds meanwhile need not be seen by it
		boolean expected = this.written.get(value) == 1;
		if (!this.workload.read(value) && expected) {
			miss(value);
		}
	}

	private void remember(int value) {
		this.written.set(value, 1);
	}

	/** Says once that a value is lost; until it is written again nobody expects it. */
	private void miss(int value) {
		if (this.written.compareAndSet(value, 1, 0)) {
			throw new LostValueException(Workload.valueKey(value));
		}
	}

}
