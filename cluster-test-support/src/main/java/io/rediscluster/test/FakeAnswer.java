package io.rediscluster.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * How a fake node treats a request. It runs on the answering thread of the request's
 * connection: while it waits, later requests of that connection are still received and
 * recorded, but answered only afterwards. The factories cover the usual cases and can be
 * combined; a lambda may decide by the request and pass on:
 * {@code (call) -> (call.request().connection() == 1) ? ... }.
 */
@FunctionalInterface
public interface FakeAnswer {

	/**
	 * Answers, or does not.
	 * @param call the request and the ways to answer it
	 * @throws IOException if the connection fails
	 * @throws InterruptedException if the node is closed meanwhile
	 */
	void answer(FakeCall call) throws IOException, InterruptedException;

	/**
	 * Answers as a healthy server would.
	 * @return the answer
	 */
	static FakeAnswer standard() {
		return FakeCall::proceed;
	}

	/**
	 * Sends a reply.
	 * @param value converted by {@link Resp#of}
	 * @return the answer
	 */
	static FakeAnswer reply(@Nullable Object value) {
		Resp reply = Resp.of(value);
		return (call) -> call.reply(reply);
	}

	/**
	 * Sends {@code +OK}.
	 * @return the answer
	 */
	static FakeAnswer ok() {
		return reply(Resp.simple("OK"));
	}

	/**
	 * Sends an error.
	 * @param line the code and the message
	 * @return the answer
	 */
	static FakeAnswer error(String line) {
		return reply(Resp.error(line));
	}

	/**
	 * Redirects for good.
	 * @param slot the slot
	 * @param address the {@code host:port} to go to
	 * @return the answer
	 */
	static FakeAnswer moved(int slot, String address) {
		return error("MOVED " + slot + " " + address);
	}

	/**
	 * Redirects this one command.
	 * @param slot the slot
	 * @param address the {@code host:port} to go to
	 * @return the answer
	 */
	static FakeAnswer ask(int slot, String address) {
		return error("ASK " + slot + " " + address);
	}

	/**
	 * Sends bytes, valid or not.
	 * @param bytes one character each, up to 255
	 * @return the answer
	 */
	static FakeAnswer raw(String bytes) {
		return reply(Resp.raw(bytes.getBytes(StandardCharsets.ISO_8859_1)));
	}

	/**
	 * Sends nothing: the client waits in vain, and takes the next reply for this one's.
	 * @return the answer
	 */
	static FakeAnswer nothing() {
		return (call) -> {
		};
	}

	/**
	 * Closes the connection.
	 * @return the answer
	 */
	static FakeAnswer close() {
		return (call) -> call.connection().close();
	}

	/**
	 * Resets the connection: the client gets a RST, and may lose what was sent before.
	 * @return the answer
	 */
	static FakeAnswer reset() {
		return (call) -> call.connection().reset();
	}

	/**
	 * Waits before this answer.
	 * @param delay how long
	 * @return the delayed answer
	 */
	default FakeAnswer after(Duration delay) {
		return (call) -> {
			Thread.sleep(delay.toMillis());
			answer(call);
		};
	}

	/**
	 * Waits at a gate before this answer. What a standard answer changes in the node is
	 * changed after the wait.
	 * @param gate the gate
	 * @return the delayed answer
	 */
	default FakeAnswer after(Gate gate) {
		return (call) -> {
			gate.pass();
			answer(call);
		};
	}

	/**
	 * Does something after this answer.
	 * @param next what to do, such as {@link #close()}, {@link #reset()} or a second
	 * reply
	 * @return both
	 */
	default FakeAnswer then(FakeAnswer next) {
		return (call) -> {
			answer(call);
			next.answer(call);
		};
	}

	/**
	 * Sends this reply two times.
	 * @return the doubled answer
	 */
	default FakeAnswer twice() {
		return (call) -> {
			byte[] bytes = call.capture(this);
			call.raw(bytes);
			call.raw(bytes);
		};
	}

	/**
	 * Sends this reply byte by byte, each in a write of its own.
	 * @return the slow answer
	 */
	default FakeAnswer byteByByte() {
		return (call) -> {
			for (byte next : call.capture(this)) {
				call.raw(new byte[] { next });
			}
		};
	}

	/**
	 * Sends only the beginning of this reply. Add {@link #then} with {@link #close()},
	 * {@link #reset()} or, to go on later, a waiting {@link #raw} answer.
	 * @param count how many bytes
	 * @return the cut answer
	 */
	default FakeAnswer first(int count) {
		return (call) -> {
			byte[] bytes = call.capture(this);
			call.raw(Arrays.copyOf(bytes, Math.min(count, bytes.length)));
		};
	}

	/**
	 * Sends the first half of this reply, the second half once a gate is open.
	 * @param gate the gate
	 * @return the interrupted answer
	 */
	default FakeAnswer halves(Gate gate) {
		return (call) -> {
			byte[] bytes = call.capture(this);
			call.raw(Arrays.copyOf(bytes, bytes.length / 2));
			gate.pass();
			call.raw(Arrays.copyOfRange(bytes, bytes.length / 2, bytes.length));
		};
	}

}
