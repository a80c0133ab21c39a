package io.rediscluster.chaos;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

import io.rediscluster.chaos.Write.Fate;
import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedNode;
import io.rediscluster.test.ServerConnection;
import io.rediscluster.test.Slots;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a client told of its writes with what the servers have, over sockets of
 * its own. Used after the load has ended and the cluster agrees.
 */
final class Checker {

	private final EmbeddedCluster cluster;

	/** Tells which acknowledged writes must be there. */
	private final Predicate<Fate> mustLast;

	/** Whether the order within a list is to be the order of the calls. */
	private final boolean ordered;

	/**
	 * Makes a checker.
	 * @param replicatedOnly whether the servers may lose what no replica had
	 */
	Checker(EmbeddedCluster cluster, boolean replicatedOnly) {
		this.cluster = cluster;
		this.mustLast = (fate) -> fate == Fate.REPLICATED || (fate == Fate.ACKNOWLEDGED && !replicatedOnly);
		this.ordered = !replicatedOnly;
	}

	Tally check(List<Lane> lanes) {
		Tally sum = Tally.NONE;
		for (Lane lane : lanes) {
			if (lane.count() > 0) {
				sum = sum.plus(check(lane));
			}
		}
		return sum;
	}

	private Tally check(Lane lane) {
		EmbeddedNode owner = this.cluster.owner(Slots.of(lane.key()));
		try (ServerConnection server = owner.connect()) {
			return switch (lane.operation()) {
				case INCREMENT -> counter(lane, number(server.command("GET", lane.key())));
				case PUT -> value(lane, number(server.command("GET", lane.key())));
				case APPEND -> numbers(lane, commas(server.command("GET", lane.key())));
				case PUSH -> numbers(lane, list(server.command("LRANGE", lane.key(), "0", "-1")));
				case PAIR -> pair(lane, list(server.command("LRANGE", lane.key(), "0", "-1")),
						number(server.command("GET", lane.counterKey())));
			};
		}
	}

	/** A counter only tells how many there were. */
	private Tally counter(Lane lane, long value) {
		long acknowledged = acknowledged(lane);
		long lasting = lasting(lane);
		long unknown = lane.count(Fate.UNKNOWN);
		long lost = Math.max(0, lasting - value);
		return new Tally(acknowledged, lost, Math.max(0, acknowledged - value) - lost,
				Math.max(0, value - acknowledged - unknown), unknown);
	}

	/** An older value than one that was acknowledged is a loss. */
	private Tally value(Lane lane, long value) {
		long lost = 0;
		long lostAsync = 0;
		for (int number = (int) value + 1; number <= lane.count(); number++) {
			Fate fate = lane.fate(number);
			if (this.mustLast.test(fate)) {
				lost++;
			}
			else if (fate == Fate.ACKNOWLEDGED) {
				lostAsync++;
			}
		}
		long untrue = (value > 0 && lane.fate((int) value) == Fate.FAILED) ? 1 : 0;
		return new Tally(acknowledged(lane), lost, lostAsync, untrue, lane.count(Fate.UNKNOWN));
	}

	private Tally pair(Lane lane, long[] pushed, long counter) {
		// half a transaction is as bad as a lost one
		return numbers(lane, pushed).plus(new Tally(0, Math.abs(pushed.length - counter), 0, 0, 0));
	}

	private Tally numbers(Lane lane, long[] found) {
		int[] times = new int[lane.count() + 1];
		long lost = 0;
		long lostAsync = 0;
		long twice = 0;
		long highest = 0;
		for (long number : found) {
			times[(int) number]++;
			if (this.ordered && number < highest && times[(int) number] == 1) {
				twice++;
			}
			highest = Math.max(highest, number);
		}
		for (int number = 1; number <= lane.count(); number++) {
			Fate fate = lane.fate(number);
			if (times[number] == 0) {
				lost += this.mustLast.test(fate) ? 1 : 0;
				lostAsync += (!this.mustLast.test(fate) && fate == Fate.ACKNOWLEDGED) ? 1 : 0;
			}
			else {
				twice += times[number] - 1 + ((fate == Fate.FAILED) ? 1 : 0);
			}
		}
		return new Tally(acknowledged(lane), lost, lostAsync, twice, lane.count(Fate.UNKNOWN));
	}

	private static long acknowledged(Lane lane) {
		return (long) lane.count(Fate.ACKNOWLEDGED) + lane.count(Fate.REPLICATED);
	}

	private long lasting(Lane lane) {
		return Arrays.stream(Fate.values()).filter(this.mustLast).mapToLong(lane::count).sum();
	}

	private static long number(@Nullable Object reply) {
		return (reply == null) ? 0 : Long.parseLong(reply.toString());
	}

	private static long[] commas(@Nullable Object reply) {
		return (reply == null) ? new long[0] : numbers(List.of(reply.toString().split(",")));
	}

	private static long[] list(@Nullable Object reply) {
		return (reply instanceof List<?> list) ? numbers(list) : new long[0];
	}

	private static long[] numbers(List<?> texts) {
		return texts.stream().mapToLong((text) -> Long.parseLong(String.valueOf(text))).toArray();
	}

}
