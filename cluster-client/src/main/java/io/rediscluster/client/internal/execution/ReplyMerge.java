package io.rediscluster.client.internal.execution;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongBinaryOperator;

import io.rediscluster.client.CallDetails;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.CommandRefusedException;
import io.rediscluster.client.NodesFailedException;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.Reply;
import io.rediscluster.client.ReplyTypeException;
import io.rediscluster.client.internal.command.CommandSpec;
import io.rediscluster.client.internal.command.CommandSpec.Merge;
import io.rediscluster.client.topology.Node;
import org.jspecify.annotations.Nullable;

/**
 * Makes one reply of the replies of several nodes, by the command's rule.
 */
final class ReplyMerge {

	private static final String NO_SUCH_CLIENT = "ERR No such client";

	private ReplyMerge() {
	}

	/**
	 * Joins outcomes.
	 * @param spec the command, whose rule decides
	 * @param outcomes the outcome of each node, at least one
	 * @param details of the whole call
	 * @return the joined reply
	 * @throws NodesFailedException if a node failed whose answer the rule needs
	 * @throws CommandRefusedException if the command has no rule
	 */
	static Reply merge(CommandSpec spec, Map<Node, Outcome> outcomes, CallDetails details) {
		List<Reply> replies = new ArrayList<>();
		Map<Node, ClusterClientException> failures = new LinkedHashMap<>();
		outcomes.forEach((node, outcome) -> {
			ClusterClientException failure = outcome.failure();
			if (failure == null) {
				replies.add(outcome.reply());
			}
			else {
				failures.put(node, failure);
			}
		});
		Merge rule = spec.merge();
		if (rule == Merge.COUNTS && !replies.isEmpty()) {
			// CLIENT KILL by address: the client is connected to one node only
			failures.values().removeIf((failure) -> String.valueOf(failure.getMessage()).contains(NO_SUCH_CLIENT));
		}
		boolean oneIsEnough = rule == Merge.ONE || rule == Merge.FIRST || rule == Merge.FIRSTVALUE;
		if (!failures.isEmpty() && (!oneIsEnough || replies.isEmpty())) {
			throw new NodesFailedException(failures.size() + " of " + outcomes.size() + " nodes failed: "
					+ failures.values().iterator().next().getMessage(), details, failures);
		}
		return switch (rule) {
			case NONE -> {
				if (outcomes.size() == 1) {
					yield replies.get(0);
				}
				throw new CommandRefusedException(
						spec.name() + " has no joined reply; look at the replies of the nodes", details, null);
			}
			case FIRST, ALL, ONE -> replies.get(0);
			case FIRSTVALUE -> anyValue(replies);
			case SUM -> fold(replies, Long::sum);
			case MIN -> fold(replies, Math::min);
			case MAX -> fold(replies, Math::max);
			case AND -> fold(replies, (a, b) -> (a != 0 && b != 0) ? 1 : 0);
			case OR -> fold(replies, (a, b) -> (a != 0 || b != 0) ? 1 : 0);
			case CONCAT -> concat(replies);
			case DISTINCT -> distinct(replies);
			case TEXT -> text(replies);
			case COUNTS -> counts(replies);
		};
	}

	private static Reply fold(List<Reply> replies, LongBinaryOperator operator) {
		if (isArray(replies.get(0))) {
			List<Long> sums = new ArrayList<>(longs(replies.get(0)));
			for (Reply reply : replies.subList(1, replies.size())) {
				List<Long> own = longs(reply);
				if (own.size() != sums.size()) {
					throw new ReplyTypeException("The nodes answered with arrays of different length");
				}
				for (int i = 0; i < sums.size(); i++) {
					sums.set(i, operator.applyAsLong(sums.get(i), own.get(i)));
				}
			}
			return Reply.of(sums.toArray());
		}
		return Reply.of(replies.stream().mapToLong(Reply::asLong).reduce(operator).orElse(0));
	}

	/**
	 * Picks one of those that have a value: {@code RANDOMKEY} is not to prefer a node.
	 */
	private static Reply anyValue(List<Reply> replies) {
		List<Reply> values = replies.stream().filter((reply) -> !reply.isNull()).toList();
		return values.isEmpty() ? replies.get(0) : values.get(ThreadLocalRandom.current().nextInt(values.size()));
	}

	private static boolean isArray(Reply reply) {
		return reply.toObject() instanceof Collection<?>;
	}

	private static List<Long> longs(Reply reply) {
		return reply.asList().stream().map(Reply::asLong).toList();
	}

	private static Reply concat(List<Reply> replies) {
		List<@Nullable Object> all = new ArrayList<>();
		for (Reply reply : replies) {
			all.addAll(elements(reply));
		}
		return Reply.of(all.toArray());
	}

	private static List<?> elements(Reply reply) {
		return reply.asList().stream().map(Reply::value).toList();
	}

	private static Reply distinct(List<Reply> replies) {
		Map<String, byte[]> all = new LinkedHashMap<>();
		for (Reply reply : replies) {
			for (byte[] element : reply.asBytesList()) {
				if (element != null) {
					all.put(new String(element, StandardCharsets.ISO_8859_1), element);
				}
			}
		}
		return Reply.of(all.values().toArray());
	}

	private static Reply text(List<Reply> replies) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (Reply reply : replies) {
			byte[] bytes = reply.asBytes();
			if (bytes != null) {
				all.writeBytes(bytes);
			}
		}
		return Reply.of(all.toByteArray());
	}

	/**
	 * Adds name-count pairs by name ({@code PUBSUB NUMSUB}), or plain counts; a node that
	 * said OK counts as one ({@code CLIENT KILL} by address).
	 */
	private static Reply counts(List<Reply> replies) {
		if (!isArray(replies.get(0))) {
			return Reply
				.of(replies.stream().mapToLong((reply) -> "OK".equals(reply.asString()) ? 1 : reply.asLong()).sum());
		}
		Map<String, Object[]> sums = new LinkedHashMap<>();
		for (Reply reply : replies) {
			List<Reply> flat = reply.asList();
			for (int i = 0; i + 1 < flat.size(); i += 2) {
				byte[] name = flat.get(i).asBytes();
				long count = flat.get(i + 1).asLong();
				sums.merge(new String(Objects.requireNonNull(name), StandardCharsets.ISO_8859_1),
						new Object[] { name, count }, (a, b) -> new Object[] { a[0], (Long) a[1] + (Long) b[1] });
			}
		}
		List<Object> flat = new ArrayList<>();
		sums.values().forEach((pair) -> flat.addAll(List.of(pair)));
		return Reply.of(flat.toArray());
	}

}
