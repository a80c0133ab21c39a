package io.rediscluster.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Carries the bytes of one direction of a proxied connection: one thread reads, the other
 * writes what is due, so that a delay does not limit the throughput. One lock for the
 * queue between them.
 */
final class Pump {

	private static final int CHUNK = 16 * 1024;

	/** Beyond this the reader waits, and the sender feels it. */
	private static final int MAX_QUEUED = 1024 * 1024;

	private static final int SLICES_PER_SECOND = 50;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Deque<Chunk> queue = new ArrayDeque<>();

	private final ProxiedConnection connection;

	private final Faults faults;

	private final Socket from;

	private final Socket to;

	private int queued;

	/** Whether bytes were swallowed; confined to the reader. */
	private boolean holed;

	private Faults.@Nullable Cut cut;

	private long passedSinceCut;

	Pump(ProxiedConnection connection, Faults faults, Socket from, Socket to) {
		this.connection = connection;
		this.faults = faults;
		this.from = from;
		this.to = to;
	}

	void read() {
		byte[] buffer = new byte[CHUNK];
		try {
			InputStream in = this.from.getInputStream();
			for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
				this.faults.flow().pass();
				if (this.holed || this.faults.isBlackHole()) {
					// a stream ends where bytes are missing: TCP knows no gaps
					this.holed = true;
					this.faults.addSwallowed(count);
				}
				else {
					put(new Chunk(Arrays.copyOf(buffer, count), System.nanoTime() + this.faults.delayNanos()));
				}
			}
			this.faults.flow().pass();
			put(new Chunk(new byte[0], System.nanoTime() + this.faults.delayNanos()));
		}
		catch (IOException ex) {
			// one side was reset: so is the other
			this.connection.reset();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	void write() {
		try {
			OutputStream out = this.to.getOutputStream();
			for (Chunk chunk = take(); chunk.bytes.length > 0; chunk = take()) {
				this.faults.flow().pass();
				if (!deliver(chunk.bytes, out)) {
					this.connection.reset();
					return;
				}
			}
			this.to.shutdownOutput();
			this.connection.directionEnded();
		}
		catch (IOException ex) {
			this.connection.reset();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Writes, up to the point where the connection is to be cut. */
	private boolean deliver(byte[] bytes, OutputStream out) throws IOException, InterruptedException {
		Faults.Cut cut = this.faults.cut();
		if (cut != this.cut) {
			this.cut = cut;
			this.passedSinceCut = 0;
		}
		if (cut != null && this.passedSinceCut + bytes.length >= Math.max(1, cut.bytes()) && cut.take()) {
			int allowed = (int) Math.max(0, cut.bytes() - this.passedSinceCut);
			write(Arrays.copyOf(bytes, allowed), out);
			return false;
		}
		this.passedSinceCut += bytes.length;
		write(bytes, out);
		return true;
	}

	private void write(byte[] bytes, OutputStream out) throws IOException, InterruptedException {
		int position = 0;
		while (position < bytes.length) {
			int speed = this.faults.bytesPerSecond();
			int slice = bytes.length - position;
			if (speed > 0) {
				slice = Math.min(slice, Math.max(1, speed / SLICES_PER_SECOND));
				TimeUnit.NANOSECONDS.sleep(TimeUnit.SECONDS.toNanos(slice) / speed);
			}
			out.write(bytes, position, slice);
			out.flush();
			this.faults.addPassed(slice);
			position += slice;
		}
	}

	private void put(Chunk chunk) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			while (this.queued >= MAX_QUEUED) {
				this.changed.await();
			}
			this.queue.add(chunk);
			this.queued += chunk.bytes.length;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Waits for the next chunk and until it is due. */
	private Chunk take() throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			while (true) {
				Chunk next = this.queue.peek();
				if (next == null) {
					this.changed.await();
					continue;
				}
				long left = next.due - System.nanoTime();
				if (left > 0) {
					this.changed.await(left, TimeUnit.NANOSECONDS);
					continue;
				}
				this.queue.remove();
				this.queued -= next.bytes.length;
				this.changed.signalAll();
				return next;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Bytes and when they are to be passed on; no bytes for the end of the stream. */
	@SuppressWarnings("ArrayRecordComponent")
	private record Chunk(byte[] bytes, long due) {
	}

}
