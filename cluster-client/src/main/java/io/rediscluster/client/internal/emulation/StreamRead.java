package io.rediscluster.client.internal.emulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.Reply;
import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.resp.MapValue;
import io.rediscluster.client.topology.HashSlot;
import org.jspecify.annotations.Nullable;

/**
 * XREAD without BLOCK: the streams of each slot are read, all at the same time, and the
 * replies put together in the order of the keys.
 */
final class StreamRead implements Emulation {

	@Override
	public @Nullable Object run(EmulatedCall call) {
		int first = call.keyPositions()[0];
		int count = call.keyPositions().length;
		if (call.command().argumentCount() != first + 2 * count) {
			throw new IllegalArgumentException(call.command().name() + ": an id is missing for a stream");
		}
		Map<Integer, List<Integer>> bySlot = new TreeMap<>();
		for (int i = 0; i < count; i++) {
			bySlot.computeIfAbsent(HashSlot.of(call.key(i)), (slot) -> new ArrayList<>()).add(i);
		}
		List<BoundCommand> parts = new ArrayList<>();
		bySlot.forEach((slot, numbers) -> parts.add(part(call, first, count, slot, numbers)));
		List<Outcome> outcomes = call.calls().together(parts);
		@Nullable Object[] found = new Object[count];
		int part = 0;
		for (List<Integer> numbers : bySlot.values()) {
			ClusterClientException failure = outcomes.get(part).failure();
			if (failure != null) {
				throw call.unchanged(failure);
			}
			sort(call, numbers, outcomes.get(part).reply(), found);
			part++;
		}
		return joined(call, found);
	}

	private static BoundCommand part(EmulatedCall call, int first, int count, int slot, List<Integer> numbers) {
		Object[] arguments = call.command().arguments();
		List<Object> words = new ArrayList<>(Arrays.asList(arguments).subList(0, first));
		numbers.forEach((number) -> words.add(arguments[first + number]));
		numbers.forEach((number) -> words.add(arguments[first + count + number]));
		return call.command().part(words.toArray(), slot);
	}

	/**
	 * Finds which stream has which entries: a reply has those that have any, in order.
	 */
	private static void sort(EmulatedCall call, List<Integer> numbers, Reply reply, @Nullable Object[] found) {
		List<Reply> flat = reply.asList();
		int next = 0;
		for (int number : numbers) {
			if (next < flat.size() && Arrays.equals(call.key(number), flat.get(next).asBytes())) {
				found[number] = flat.get(next + 1).value();
				next += 2;
			}
		}
	}

	private static @Nullable Object joined(EmulatedCall call, @Nullable Object[] found) {
		List<@Nullable Object> flat = new ArrayList<>();
		for (int i = 0; i < found.length; i++) {
			if (found[i] != null) {
				flat.add(call.key(i));
				flat.add(found[i]);
			}
		}
		return flat.isEmpty() ? null : new MapValue(flat.toArray());
	}

}
