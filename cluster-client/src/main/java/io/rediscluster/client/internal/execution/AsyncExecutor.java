package io.rediscluster.client.internal.execution;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.internal.connection.Call;
import io.rediscluster.client.internal.connection.Link;
import io.rediscluster.client.internal.connection.LinkFailure;
import io.rediscluster.client.internal.connection.Links;
import io.rediscluster.client.internal.connection.Watchdog;
import io.rediscluster.client.internal.resp.ErrorValue;
import io.rediscluster.client.internal.resp.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out commands that are not awaited one by one. Submitting, redirecting and
 * trying again never block: replies and failures drive the calls on. Thread safe.
 */
final class AsyncExecutor {

	private static final Logger logger = LoggerFactory.getLogger(AsyncExecutor.class);

	private final Links links;

	private final Navigator navigator;

	private final Watchdog watchdog;

	private final SlotGates gates = new SlotGates();

	private final AtomicLong orders = new AtomicLong();

	/** The commands that the current thread is attempting one after another. */
	private final ThreadLocal<Deque<AsyncExecution>> turns = ThreadLocal.withInitial(ArrayDeque::new);

	AsyncExecutor(Links links, Navigator navigator, Watchdog watchdog) {
		this.links = links;
		this.navigator = navigator;
		this.watchdog = watchdog;
	}

	/**
	 * Starts a command.
	 */
	void start(AsyncExecution execution) {
		execution.setOrder(this.orders.incrementAndGet());
		if (this.gates.pass(execution)) {
			attempt(execution);
		}
	}

	/**
	 * Goes on with a command whose first attempt somebody else made.
	 * @param error what the node answered, or {@code null}
	 * @param failure why it did not answer, if there is no error
	 */
	void resume(AsyncExecution execution, @Nullable ErrorValue error, @Nullable LinkFailure failure) {
		execution.setOrder(this.orders.incrementAndGet());
		if (failure != null && error == null) {
			onFailure(execution, failure);
		}
		else if (error != null && error.is("ASK")) {
			// it was answered before others were: the slot may have moved on, and back
			again(execution, 0);
		}
		else {
			onReply(execution, error);
		}
	}

	/**
	 * Tells whether some command is being tried again, so that others may have to wait
	 * behind it.
	 */
	boolean isReordering() {
		return this.gates.isAnyClosed();
	}

	/**
	 * Starts commands together: each node gets its share in one piece, all nodes before
	 * this returns.
	 * @param executions the commands in order
	 * @param mayWrite whether the current thread may write to sockets: it is a platform
	 * thread that is going to wait
	 */
	void start(List<? extends AsyncExecution> executions, boolean mayWrite) {
		Map<Link, List<Attempt>> shares = new LinkedHashMap<>();
		for (AsyncExecution execution : executions) {
			execution.setOrder(this.orders.incrementAndGet());
			if (!this.gates.pass(execution)) {
				continue;
			}
			try {
				Target target = this.navigator.target(execution.progress);
				if (target == null) {
					later(execution, this.navigator.onUncovered(execution.progress));
					continue;
				}
				execution.progress.attempt(target);
				Link link = this.links.of(target.node(), target.mode());
				count(execution, link);
				shares.computeIfAbsent(link, (key) -> new ArrayList<>())
					.add(new Attempt(execution, link, this.navigator.scripts().request(execution.progress, link)));
			}
			catch (LinkFailure ex) {
				onFailure(execution, ex);
			}
			catch (RuntimeException | Error ex) {
				finish(execution, null, unsendable(execution, ex));
			}
		}
		shares.forEach((link, share) -> {
			try {
				link.submit(share, mayWrite);
			}
			catch (LinkFailure ex) {
				share.forEach((attempt) -> onFailure(attempt.execution, ex));
			}
			catch (RuntimeException | Error ex) {
				share.forEach((attempt) -> finish(attempt.execution, null, unsendable(attempt.execution, ex)));
			}
		});
	}

	/**
	 * Returns what the caller of a call is told that could not be put in line: whatever
	 * was thrown, the call ends, because somebody may wait for it.
	 */
	private static ClusterClientException unsendable(AsyncExecution execution, Throwable thrown) {
		return (thrown instanceof ClusterClientException failure) ? failure : new ClusterClientException(
				"The command could not be sent: " + thrown, execution.progress.details(false), thrown);
	}

	private void attempt(AsyncExecution execution) {
		Progress progress = execution.progress;
		try {
			Target target = this.navigator.target(progress);
			if (target == null) {
				later(execution, this.navigator.onUncovered(progress));
				return;
			}
			progress.attempt(target);
			Link link = this.links.of(target.node(), target.mode());
			Request request = this.navigator.scripts().request(progress, link);
			count(execution, link);
			link.submit(
					new Attempt(execution, link, (progress.redirect != null) ? new AskingRequest(request) : request));
		}
		catch (LinkFailure ex) {
			onFailure(execution, ex);
		}
		catch (RuntimeException | Error ex) {
			finish(execution, null, unsendable(execution, ex));
		}
	}

	private static void count(AsyncExecution execution, @Nullable Link link) {
		Link counted = execution.countedAt;
		if (counted != link) {
			execution.countedAt = link;
			if (link != null) {
				link.beginUnawaited();
			}
			if (counted != null) {
				counted.endUnawaited();
			}
		}
	}

	private void onReply(AsyncExecution execution, @Nullable Object value) {
		if (!(value instanceof ErrorValue error)) {
			finish(execution, value, null);
			return;
		}
		try {
			again(execution, this.navigator.onError(execution.progress, error));
		}
		catch (ClusterClientException ex) {
			finish(execution, null, ex);
		}
	}

	private void onFailure(AsyncExecution execution, LinkFailure failure) {
		int slot = execution.slot();
		if (slot >= 0 && failure.isStopped(slot)) {
			finish(execution, null, this.navigator.stopped(execution.progress, failure));
			return;
		}
		try {
			again(execution, this.navigator.onFailure(execution.progress, failure));
		}
		catch (ClusterClientException ex) {
			if (slot >= 0 && failure.kind() == LinkFailure.Kind.BROKEN) {
				failure.stop(slot);
			}
			finish(execution, null, ex);
		}
	}

	private void again(AsyncExecution execution, long wait) {
		if (this.gates.close(execution)) {
			later(execution, wait);
		}
	}

	private void later(AsyncExecution execution, long wait) {
		if (wait <= 0 || !this.watchdog.schedule(() -> attempt(execution), wait)) {
			attempt(execution);
		}
	}

	private void finish(AsyncExecution execution, @Nullable Object value, @Nullable ClusterClientException failure) {
		count(execution, null);
		AsyncExecution next = this.gates.release(execution);
		try {
			if (failure != null) {
				execution.failed(failure);
			}
			else {
				execution.succeeded(value);
			}
		}
		catch (RuntimeException | Error ex) {
			logger.error("The receiver of a result threw", ex);
		}
		if (next != null) {
			// an ASK is for at once: by now the slot may have moved on, and back
			next.progress.redirect = null;
			attemptInTurn(next);
		}
	}

	/**
	 * Attempts a command that waited behind another. One that ends at once hands on to
	 * the next: that is a loop here, not a recursion as deep as the line is long.
	 */
	private void attemptInTurn(AsyncExecution execution) {
		Deque<AsyncExecution> line = this.turns.get();
		line.addLast(execution);
		if (line.size() > 1) {
			return;
		}
		for (AsyncExecution next = line.peekFirst(); next != null; next = line.peekFirst()) {
			attempt(next);
			line.removeFirst();
		}
		this.turns.remove();
	}

	/**
	 * One attempt of a command.
	 */
	private final class Attempt extends Call {

		private final AsyncExecution execution;

		private final Link link;

		Attempt(AsyncExecution execution, Link link, Request request) {
			super(request, execution.progress.deadline);
			this.execution = execution;
			this.link = link;
		}

		@Override
		protected void onReply(@Nullable Object result) {
			if (!(result instanceof ErrorValue)) {
				Scripts.held(this.execution.progress, this.link);
			}
			AsyncExecutor.this.onReply(this.execution, result);
		}

		@Override
		protected void onFailure(LinkFailure failure) {
			AsyncExecutor.this.onFailure(this.execution, failure);
		}

	}

}
