package io.rediscluster.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the requests of a fake node in the order of their arrival. Thread safe, one lock.
 */
final class RequestLog {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition added = this.lock.newCondition();

	private final List<FakeRequest> requests = new ArrayList<>();

	private long sequence;

	FakeRequest add(int connection, List<byte[]> words) {
		this.lock.lock();
		try {
			FakeRequest request = new FakeRequest(++this.sequence, connection, System.nanoTime(), words);
			this.requests.add(request);
			this.added.signalAll();
			return request;
		}
		finally {
			this.lock.unlock();
		}
	}

	List<FakeRequest> matching(String pattern) {
		this.lock.lock();
		try {
			return this.requests.stream().filter((request) -> request.matches(pattern)).toList();
		}
		finally {
			this.lock.unlock();
		}
	}

	List<FakeRequest> await(String pattern, int count, Duration timeout) {
		long end = System.nanoTime() + timeout.toNanos();
		this.lock.lock();
		try {
			while (true) {
				List<FakeRequest> matching = matching(pattern);
				if (matching.size() >= count) {
					return matching;
				}
				long left = end - System.nanoTime();
				if (left <= 0) {
					throw new IllegalStateException("waited " + timeout.toMillis() + " ms for " + count + " " + pattern
							+ " requests; the node received " + this.requests.stream().map(FakeRequest::name).toList());
				}
				this.added.await(left, TimeUnit.NANOSECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted while waiting for requests", ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	void clear() {
		this.lock.lock();
		try {
			this.requests.clear();
		}
		finally {
			this.lock.unlock();
		}
	}

}
