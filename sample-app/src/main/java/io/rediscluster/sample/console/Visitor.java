package io.rediscluster.sample.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * One open page: a bounded queue, and what sends it on. One that does not keep up is
 * dropped and begins anew when it comes back.
 */
final class Visitor implements Runnable {

	/** Seconds that a page may lag behind. */
	private static final int QUEUE = 10;

	private static final long HEARTBEAT_SECONDS = 10;

	/** A comment would keep the connection, and the page would not know. */
	private static final Message HEARTBEAT = new Message("status", "{}");

	private static final long RECONNECT_MILLIS = 1_000;

	private final SseEmitter emitter;

	private final BlockingQueue<Message> queue = new ArrayBlockingQueue<>(QUEUE);

	private volatile boolean gone;

	Visitor(SseEmitter emitter) {
		this.emitter = emitter;
		emitter.onCompletion(this::leave);
		emitter.onTimeout(() -> {
			leave();
			emitter.complete();
		});
		emitter.onError((failure) -> leave());
	}

	/** Makes a stream that tells why it is one, and ends. */
	static SseEmitter refused(String json) {
		SseEmitter emitter = new SseEmitter();
		try {
			emitter.send(new Message("refused", json).event());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		emitter.complete();
		return emitter;
	}

	/** Takes a message to send; tells whether the visitor is still there to get it. */
	boolean offer(String event, String json) {
		if (!this.gone && !this.queue.offer(new Message(event, json))) {
			leave();
		}
		return !this.gone;
	}

	void leave() {
		this.gone = true;
	}

	/** Sends until the visitor has gone. */
	@Override
	public void run() {
		try {
			while (!this.gone) {
				Message message = this.queue.poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
				this.emitter.send(((message != null) ? message : HEARTBEAT).event());
			}
			this.emitter.complete();
		}
		catch (IOException | IllegalStateException ex) {
			// the page was closed
			this.gone = true;
		}
		catch (InterruptedException ex) {
			this.gone = true;
			this.emitter.complete();
			Thread.currentThread().interrupt();
		}
	}

	/** What is sent. */
	private record Message(String name, String json) {

		SseEmitter.SseEventBuilder event() {
			return SseEmitter.event()
				.name(this.name)
				.reconnectTime(RECONNECT_MILLIS)
				.data(this.json, MediaType.TEXT_PLAIN);
		}

	}

}
