package io.rediscluster.spring.data.differential;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.connection.ClusterCommandExecutionFailureException;

/**
 * A difference between the two sides that is meant to be.
 *
 * @param what which calls it is about
 * @param reason why it is right
 * @param applies to which calls
 * @param accepts what the cluster, then what the single server may have come to
 */
record Difference(String what, String reason, Predicate<Call> applies, BiPredicate<Outcome, Outcome> accepts) {

	/** Both sides carry a command out at slightly different moments on a busy machine. */
	private static final long TOLERANCE_MILLIS = 20_000;

	/** The same of the time since 1970, in whichever unit. */
	private static final double TOLERANCE_OF_NOW = 1e-7;

	private static final String NO_DISTANCE = "0\\.0000 \\w+";

	private static final Pattern FIELD_NAMES = Pattern.compile("([{ ])[^ ={}]+=");

	/** The encodings of a text that is no number. */
	private static final Set<String> TEXT = Set.of("raw", "embstr");

	private static final Set<String> NOT_EMULATED = Set.of("bLPop", "bRPop", "xReadGroup");

	static final List<Difference> ALL = List.of(
			of("ttl, pTtl, hTtl, hpTtl, time", "time passes between the two calls",
					Set.of("ttl", "pTtl", "hTtl", "hpTtl", "time"), Difference::isNear),
			of("idletime", "the test looks at keys of the single server in between", Set.of("idletime"),
					(ours, theirs) -> (ours.value() == null) == (theirs.value() == null) && ours.error() == null),
			of("refcount", "a queued transaction has references of its own", Set.of("refcount"),
					(ours, theirs) -> ours.isTelling() == theirs.isTelling()),
			of("encodingOf a text", "one that was carried to another slot is stored anew there", Set.of("encodingOf"),
					(ours, theirs) -> TEXT.contains(ours.toString()) && TEXT.contains(theirs.toString())),
			of("lastSave", "the servers were not started at the same moment", Set.of("lastSave"),
					(ours, theirs) -> ours.isTelling() && theirs.isTelling()),
			of("randomKey", "it is random", Set.of("randomKey"),
					(ours, theirs) -> (ours.value() == null) == (theirs.value() == null) && ours.error() == null),
			of("xAdd without an id, dump",
					"a server makes ids from the time, and a stream holds when consumers were seen",
					(call) -> call.name().equals("dump")
							|| (call.name().equals("xAdd") && call.arguments()[0] instanceof byte[]),
					(ours, theirs) -> ours.isTelling() == theirs.isTelling()),
			of("applyExpiration in milliseconds",
					"Spring's default method takes them for seconds, ours does not; the key is deleted afterwards",
					Set.of("applyExpiration"), Outcome::isSame),
			of("getClientList", "a cluster has the clients of all its nodes", Set.of("getClientList"),
					(ours, theirs) -> ours.isTelling() && theirs.isTelling()),
			of("info", "each server tells about itself; the names of ours have the node in front", Set.of("info"),
					(ours, theirs) -> ours.isTelling() && theirs.isTelling()),
			of("distances that were not asked for", "they are zero; ours have the unit that was searched with",
					(call) -> call.family() == Family.GEO,
					(ours, theirs) -> String.valueOf(ours)
						.replaceAll(NO_DISTANCE, "")
						.equals(String.valueOf(theirs).replaceAll(NO_DISTANCE, ""))),
			of("xPending, the summary", "the smallest and the greatest id are within the range",
					(call) -> Call.signature(call.method()).equals("xPending[byte[], String]"),
					(ours, theirs) -> String.valueOf(ours)
						.equals(String.valueOf(theirs).replaceFirst("\\((.*)\\), ", "[$1], "))),
			of("xInfo, the first and last entry", "Lettuce names their fields by the identity of a byte array",
					Set.of("xInfo"),
					(ours, theirs) -> FIELD_NAMES.matcher(String.valueOf(ours))
						.replaceAll("$1")
						.length() == FIELD_NAMES.matcher(String.valueOf(theirs)).replaceAll("$1").length()
							&& !String.valueOf(ours).contains("[B@")),
			of("scriptKill", "several nodes are asked and each fails", Set.of("scriptKill"),
					(ours, theirs) -> ours.error() instanceof ClusterCommandExecutionFailureException
							&& ours.hasMessage("NOTBUSY") && theirs.hasMessage("NOTBUSY")),
			of("move", "a cluster has one database", Set.of("move"), (ours, theirs) -> isRefused(ours)),
			of("commands that wait on keys of several slots, groups on streams of several slots",
					"no server can wait for them as one", (call) -> isRefusable(call),
					(ours, theirs) -> isRefused(ours)));

	static boolean isAccepted(Call call, Outcome ours, Outcome theirs) {
		return ours.isSame(theirs) || ALL.stream()
			.anyMatch((difference) -> difference.applies().test(call) && difference.accepts().test(ours, theirs));
	}

	private static Difference of(String what, String reason, Set<String> names, BiPredicate<Outcome, Outcome> accepts) {
		return of(what, reason, (call) -> names.contains(call.name()), accepts);
	}

	private static Difference of(String what, String reason, Predicate<Call> applies,
			BiPredicate<Outcome, Outcome> accepts) {
		return new Difference(what, reason, applies, accepts);
	}

	/** Whether the cluster does not do it and says so before it sends anything. */
	static boolean isRefusable(Call call) {
		return call.name().equals("move") || (call.isOverSeveralSlots() && NOT_EMULATED.contains(call.name()));
	}

	private static boolean isRefused(Outcome outcome) {
		return outcome.error() instanceof InvalidDataAccessApiUsageException;
	}

	private static boolean isNear(Outcome ours, Outcome theirs) {
		if (ours.isSame(theirs)) {
			return true;
		}
		if (ours.value() instanceof List<?> one && theirs.value() instanceof List<?> other) {
			boolean near = one.size() == other.size();
			for (int i = 0; near && i < one.size(); i++) {
				near = isNear(new Outcome(one.get(i), null), new Outcome(other.get(i), null));
			}
			return near;
		}
		Double one = number(ours.value());
		Double other = number(theirs.value());
		if (one == null || other == null || one >= 0 != other >= 0) {
			return false;
		}
		return Math.abs(one - other) <= Math.max(TOLERANCE_MILLIS, one * TOLERANCE_OF_NOW);
	}

	private static Double number(Object value) {
		if (value instanceof Duration duration) {
			return (double) duration.toMillis();
		}
		return (value instanceof Number number) ? number.doubleValue() : null;
	}

}
