package io.rediscluster.client.internal.emulation;

import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Set;

import io.rediscluster.client.Reply;
import io.rediscluster.client.ReplyTypeException;
import io.rediscluster.client.internal.resp.SetValue;

/**
 * SUNION, SINTER, SDIFF and SINTERCARD: the members of each set are read, one set after
 * another, and joined here.
 */
final class SetAlgebra implements Emulation {

	private final Operation operation;

	private final boolean counts;

	/**
	 * Makes the emulation.
	 * @param operation how members are joined
	 * @param counts whether the reply is their number, with an optional limit
	 */
	SetAlgebra(Operation operation, boolean counts) {
		this.operation = operation;
		this.counts = counts;
	}

	@Override
	public Object run(EmulatedCall call) {
		long limit = this.counts ? limit(call) : 0;
		Set<ByteBuffer> joined = members(call, 0);
		for (int i = 1; i < call.keyPositions().length; i++) {
			// every set is read, also when nothing can be left: it may be none
			Set<ByteBuffer> next = members(call, i);
			switch (this.operation) {
				case UNION -> joined.addAll(next);
				case INTERSECTION -> joined.retainAll(next);
				case DIFFERENCE -> joined.removeAll(next);
			}
		}
		if (this.counts) {
			return (limit > 0) ? Math.min(limit, joined.size()) : (long) joined.size();
		}
		return new SetValue(joined.stream().map(ByteBuffer::array).toArray());
	}

	private static Set<ByteBuffer> members(EmulatedCall call, int key) {
		Set<ByteBuffer> members = new LinkedHashSet<>();
		for (byte[] member : call.read("SMEMBERS", call.key(key)).asBytesList()) {
			if (member != null) {
				members.add(EmulatedCall.comparable(call.hold(member)));
			}
		}
		return members;
	}

	private static long limit(EmulatedCall call) {
		int next = 1 + call.keyPositions().length;
		int rest = call.command().argumentCount() - next;
		if (rest == 0) {
			return 0;
		}
		if (rest != 2 || !call.word(next).equals("LIMIT")) {
			throw call.error("ERR syntax error");
		}
		long limit;
		try {
			limit = Reply.of(call.command().argument(next + 1)).asLong();
		}
		catch (ReplyTypeException ex) {
			limit = -1;
		}
		if (limit < 0) {
			throw call.error("ERR LIMIT can't be negative");
		}
		return limit;
	}

	/**
	 * How members of several sets are joined.
	 */
	enum Operation {

		/** Those of any. */
		UNION,

		/** Those of all. */
		INTERSECTION,

		/** Those of the first alone. */
		DIFFERENCE

	}

}
