package io.rediscluster.client.internal.resp;

import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Random;

/**
 * A stream that gives its bytes in chunks of random size, at times one by one, and times
 * out before some of its reads, as a socket does.
 */
final class Trickle extends InputStream {

	/** One for all: filling in stack traces took most of the time of a test. */
	private static final SocketTimeoutException TIMED_OUT = new SocketTimeoutException();

	private final byte[] bytes;

	private final Random random;

	private final int largest;

	private int position;

	private boolean timedOut;

	Trickle(byte[] bytes, long seed) {
		this.bytes = bytes;
		this.random = new Random(seed);
		this.largest = new int[] { 1, 7, 100, 5000, 70_000 }[this.random.nextInt(5)];
	}

	@Override
	public int read() {
		throw new UnsupportedOperationException("the reader reads arrays");
	}

	@Override
	public int read(byte[] target, int offset, int length) throws SocketTimeoutException {
		if (length == 0) {
			throw new IllegalStateException("a read without room would never end");
		}
		this.timedOut = !this.timedOut && this.random.nextInt(4) == 0;
		if (this.timedOut) {
			throw TIMED_OUT;
		}
		if (this.position == this.bytes.length) {
			return -1;
		}
		int count = Math.min(Math.min(length, 1 + this.random.nextInt(this.largest)),
				this.bytes.length - this.position);
		System.arraycopy(this.bytes, this.position, target, offset, count);
		this.position += count;
		return count;
	}

}
