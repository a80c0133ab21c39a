package io.rediscluster.spring.data.differential;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisPipelineException;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.types.Expiration;

/**
 * Makes each call on both sides and compares what it came to. The single server answers
 * at once; the cluster does so too, or at the end of a pipeline or transaction. For one
 * thread.
 */
final class Comparison implements Bench {

	enum Mode {

		DIRECT, PIPELINED, TRANSACTIONAL

	}

	private record Queued(Call call, Outcome theirs, boolean counted) {
	}

	private final Mode mode;

	private final RedisConnection cluster;

	private final RedisConnection single;

	private final Supplier<RedisConnection> others;

	private final Coverage coverage;

	/** The first of each method, with what is wrong. */
	private final Map<String, String> problems = new LinkedHashMap<>();

	private int calls;

	private final List<Queued> queued = new ArrayList<>();

	Comparison(Mode mode, RedisConnection cluster, RedisConnection single, Supplier<RedisConnection> others,
			Coverage coverage) {
		this.mode = mode;
		this.cluster = cluster;
		this.single = single;
		this.others = others;
		this.coverage = coverage;
	}

	@Override
	public RedisConnection single() {
		return this.single;
	}

	@Override
	public void prepare(Call call) {
		perform(call, false);
	}

	void perform(Call call) {
		perform(call, true);
		if (call.arguments().length > 1 && call.arguments()[0] instanceof byte[] key && leavesSomethingElse(call)) {
			// what later calls see has to be the same on both sides
			prepare(Pool.delete(key));
		}
	}

	/** The id of the moment, or a time to live in another unit. */
	private static boolean leavesSomethingElse(Call call) {
		return call.name().equals("xAdd") || (call.name().equals("applyExpiration")
				&& call.arguments()[1] instanceof Expiration expiration && expiration.isPrecise());
	}

	private void perform(Call call, boolean counted) {
		this.calls++;
		Outcome theirs = Difference.isRefusable(call)
				? new Outcome(null, new InvalidDataAccessApiUsageException("refused")) : attemptSingle(call);
		Outcome ours = attempt(call, this.cluster);
		if (this.mode == Mode.DIRECT || ours.error() != null) {
			settle(new Queued(call, theirs, counted), ours);
			return;
		}
		if (ours.value() != null) {
			problem(call, "queued, but returned " + ours);
		}
		this.queued.add(new Queued(call, theirs, counted));
	}

	/** Cursors close the connection that they are of. */
	private Outcome attemptSingle(Call call) {
		if (!Cursor.class.isAssignableFrom(call.method().getReturnType())) {
			return attempt(call, this.single);
		}
		try (RedisConnection other = this.others.get()) {
			return attempt(call, other);
		}
	}

	private static Outcome attempt(Call call, RedisConnection connection) {
		try {
			return Outcome.of(call, call.invoke(connection));
		}
		catch (RuntimeException ex) {
			return new Outcome(null, ex);
		}
	}

	void begin() {
		if (this.mode == Mode.PIPELINED) {
			this.cluster.openPipeline();
		}
		else if (this.mode == Mode.TRANSACTIONAL) {
			this.cluster.multi();
		}
	}

	/** Ends a pipeline or transaction and compares what its calls came to. */
	void end() {
		if (this.mode == Mode.PIPELINED) {
			endPipeline();
		}
		else if (this.mode == Mode.TRANSACTIONAL) {
			endTransaction();
		}
		this.queued.clear();
	}

	private void endPipeline() {
		List<@Nullable Object> results;
		List<Throwable> failures = new ArrayList<>();
		try {
			results = this.cluster.closePipeline();
		}
		catch (RedisPipelineException ex) {
			results = ex.getPipelineResult();
			failures.add(ex.getCause());
			failures.addAll(Arrays.asList(ex.getSuppressed()));
		}
		settleAll(results, failures);
	}

	private void endTransaction() {
		Queued failed = this.queued.stream()
			.filter((queued) -> queued.theirs().error() != null)
			.findFirst()
			.orElse(null);
		try {
			List<@Nullable Object> results = this.cluster.exec();
			if (failed != null) {
				problem(failed.call(), "EXEC did not fail although the call does: " + failed.theirs());
			}
			settleAll(results, List.of());
		}
		catch (RuntimeException ex) {
			if (failed == null) {
				problem(this.queued.get(0).call(), "EXEC failed with " + new Outcome(null, ex));
				return;
			}
			for (Queued queued : this.queued) {
				settle(queued, queued == failed ? new Outcome(null, ex) : queued.theirs());
			}
		}
	}

	private void settleAll(List<@Nullable Object> results, List<Throwable> failures) {
		long expected = this.queued.stream().filter((queued) -> !queued.call().isVoid()).count();
		if (results.size() != expected) {
			problem(this.queued.get(0).call(), results.size() + " results of " + expected + " calls with one");
			return;
		}
		int next = 0;
		for (Queued queued : this.queued) {
			if (queued.call().isVoid()) {
				Outcome theirs = queued.theirs();
				settle(queued,
						failures.stream()
							.filter(RuntimeException.class::isInstance)
							.map((failure) -> new Outcome(null, (RuntimeException) failure))
							.filter((ours) -> Difference.isAccepted(queued.call(), ours, theirs))
							.findFirst()
							.orElse(new Outcome(null, null)));
			}
			else {
				settle(queued, Outcome.of(queued.call(), results.get(next++)));
			}
		}
	}

	private void settle(Queued queued, Outcome ours) {
		Call call = queued.call();
		if (queued.counted()) {
			this.coverage.count(call, ours);
		}
		if (!Difference.isAccepted(call, ours, queued.theirs())) {
			problem(call, "cluster: " + ours + "\n    single:  " + queued.theirs());
		}
	}

	private void problem(Call call, String what) {
		this.problems.putIfAbsent(Call.signature(call.method()), this.calls + ": " + call + "\n    " + what);
	}

	Collection<String> problems() {
		return this.problems.values();
	}

}
