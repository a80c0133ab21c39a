package io.rediscluster.test;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * The scripted answers of a fake node. Those for a number of requests come before the
 * standing ones, oldest first; among standing ones the more special pattern wins. Thread
 * safe, one lock.
 */
final class Script {

	private final ReentrantLock lock = new ReentrantLock();

	private final List<Limited> limited = new ArrayList<>();

	private final Map<String, FakeAnswer> standing = new LinkedHashMap<>();

	void always(String pattern, FakeAnswer answer) {
		this.lock.lock();
		try {
			this.standing.put(pattern, answer);
		}
		finally {
			this.lock.unlock();
		}
	}

	void next(String pattern, int times, FakeAnswer answer) {
		if (times < 1) {
			throw new IllegalArgumentException("times: " + times);
		}
		this.lock.lock();
		try {
			this.limited.add(new Limited(pattern, answer, times));
		}
		finally {
			this.lock.unlock();
		}
	}

	void clear() {
		this.lock.lock();
		try {
			this.limited.clear();
			this.standing.clear();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Takes the answer for a request; {@code null} means the standard one. */
	@Nullable FakeAnswer take(FakeRequest request) {
		this.lock.lock();
		try {
			for (Iterator<Limited> entries = this.limited.iterator(); entries.hasNext();) {
				Limited entry = entries.next();
				if (request.matches(entry.pattern)) {
					if (--entry.left == 0) {
						entries.remove();
					}
					return entry.answer;
				}
			}
			FakeAnswer found = null;
			int best = -1;
			for (Map.Entry<String, FakeAnswer> entry : this.standing.entrySet()) {
				int rank = rank(entry.getKey());
				if (rank > best && request.matches(entry.getKey())) {
					found = entry.getValue();
					best = rank;
				}
			}
			return found;
		}
		finally {
			this.lock.unlock();
		}
	}

	private static int rank(String pattern) {
		if (pattern.equals(FakeNode.ANY)) {
			return 0;
		}
		return (pattern.indexOf(' ') < 0) ? 1 : 2;
	}

	private static final class Limited {

		private final String pattern;

		private final FakeAnswer answer;

		private int left;

		private Limited(String pattern, FakeAnswer answer, int left) {
			this.pattern = pattern;
			this.answer = answer;
			this.left = left;
		}

	}

}
