package io.rediscluster.client.internal.execution;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.connection.Exchange;
import io.rediscluster.client.internal.connection.LinkFailure;
import io.rediscluster.client.internal.resp.Request;
import io.rediscluster.client.internal.resp.RequestBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The commands that one node gets in one piece, and the replies it gave to them. Filled
 * by one thread; the replies may be written by another.
 */
final class Batch implements Request {

	/** Stands where no reply has come. */
	static final Object MISSING = new Object();

	private static final VarHandle REPLIES = MethodHandles.arrayElementVarHandle(Object[].class);

	private static final @Nullable Object[] NONE = {};

	final Target target;

	/**
	 * The commands in order, and their places among all that are carried out together.
	 */
	private BoundCommand[] commands;

	private int[] places;

	private int size;

	private boolean write;

	private @Nullable Object[] replies = NONE;

	/** What was sent and is not awaited yet, or null. */
	@Nullable Exchange exchange;

	/** Why replies are missing, or null. */
	@Nullable LinkFailure failure;

	Batch(Target target, int capacity) {
		this.target = target;
		this.commands = new BoundCommand[capacity];
		this.places = new int[capacity];
	}

	void add(BoundCommand command, int place) {
		if (this.size == this.commands.length) {
			this.commands = Arrays.copyOf(this.commands, this.size * 2);
			this.places = Arrays.copyOf(this.places, this.size * 2);
		}
		this.commands[this.size] = command;
		this.places[this.size++] = place;
		this.write |= !command.isReadOnly();
	}

	int size() {
		return this.size;
	}

	BoundCommand command(int index) {
		return this.commands[index];
	}

	int place(int index) {
		return this.places[index];
	}

	/**
	 * Returns a reply.
	 * @return the value, or {@link #MISSING} if none has come
	 */
	@Nullable Object reply(int index) {
		return (this.replies.length > 0) ? REPLIES.getAcquire(this.replies, index) : MISSING;
	}

	@Override
	public void encode(RequestBuffer buffer) {
		for (int i = 0; i < this.size; i++) {
			this.commands[i].encode(buffer);
		}
		if (this.replies.length == 0) {
			@Nullable Object[] replies = new Object[this.size];
			Arrays.fill(replies, MISSING);
			this.replies = replies;
		}
	}

	@Override
	public int replies() {
		return this.size;
	}

	@Override
	public @Nullable Object[] replyBuffer() {
		return this.replies;
	}

	@Override
	public @Nullable Object normalise(int index, @Nullable Object value) {
		return this.commands[index].normalise(value);
	}

	@Override
	public @Nullable Object result(@Nullable Object[] replies) {
		return replies;
	}

	/** A batch of one is answered by its reply alone. */
	void answered(@Nullable Object result) {
		if (this.size == 1) {
			this.replies[0] = result;
		}
	}

	@Override
	public @Nullable Object normalise(@Nullable Object value) {
		return (this.size == 1) ? this.commands[0].normalise(value) : value;
	}

	@Override
	public boolean isWrite() {
		return this.write;
	}

}
