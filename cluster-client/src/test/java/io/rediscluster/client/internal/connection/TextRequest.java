package io.rediscluster.client.internal.connection;

import java.util.List;
import java.util.Set;

import io.rediscluster.client.internal.resp.Request;
import io.rediscluster.client.internal.resp.RequestBuffer;

/**
 * A request of words, for tests; GET and PING are reads, everything else is a write.
 */
record TextRequest(List<String> words) implements Request {

	private static final Set<String> READS = Set.of("GET", "PING");

	static TextRequest of(String... words) {
		return new TextRequest(List.of(words));
	}

	@Override
	public void encode(RequestBuffer buffer) {
		buffer.array(this.words.size());
		this.words.forEach(buffer::bulk);
	}

	@Override
	public int replies() {
		return 1;
	}

	@Override
	public boolean isWrite() {
		return !READS.contains(this.words.get(0));
	}

}
