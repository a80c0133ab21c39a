package io.rediscluster.client.internal.pubsub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ClusterUnavailableException;
import io.rediscluster.client.PubSubListener;
import io.rediscluster.client.PubSubMessage;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.Subscription;
import io.rediscluster.client.SubscriptionGap;
import io.rediscluster.client.Topic;
import io.rediscluster.client.event.ClusterListener.RefreshCause;
import io.rediscluster.client.internal.connection.Deadline;
import io.rediscluster.client.internal.resp.ErrorValue;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Topology;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscription. Whatever happens (topics change, the topology changes, a node is lost
 * or found) leads to one thing: the topics are placed again, and each node is told what
 * it is to serve. That is done by one worker at a time, so that neither callers nor
 * readers wait for a socket. The listener is never called under the lock.
 * <p>
 * {@link #lock} guards the state; {@link #topics} is read without it.
 * <p>
 * Longer than others: the calls of the application, of the nodes and of the topology all
 * change one state under one lock. What can be decided without it is elsewhere
 * ({@link Placement}, {@link KeyspaceFilter}, {@link Gaps}, {@link Refusal}).
 */
final class ClusterSubscription implements Subscription, NodeSubscription.Events {

	private static final Logger logger = LoggerFactory.getLogger(ClusterSubscription.class);

	/** How long to wait for a free worker. */
	private static final long WORKER_WAIT = TimeUnit.MILLISECONDS.toNanos(50);

	private final PubSubContext context;

	private final PubSubListener listener;

	private final Consumer<ClusterSubscription> onClose;

	private final KeyspaceFilter filter;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Map<Topic, State> topics = new ConcurrentHashMap<>();

	private final Map<String, NodeSubscription> nodes = new HashMap<>();

	private final Placement placement = new Placement();

	private final Gaps gaps = new Gaps();

	private int subscribed;

	private boolean started;

	private boolean placing;

	private boolean placeAgain;

	private boolean slotsMoved;

	private volatile boolean closed;

	ClusterSubscription(PubSubContext context, PubSubListener listener, Consumer<ClusterSubscription> onClose) {
		this.context = context;
		this.listener = listener;
		this.onClose = onClose;
		this.filter = new KeyspaceFilter(context);
	}

	// What the application calls

	@Override
	public Subscription add(Topic... topics) {
		this.lock.lock();
		try {
			if (this.closed) {
				throw new IllegalStateException("The subscription is closed");
			}
			for (Topic topic : topics) {
				this.topics.putIfAbsent(topic, new State(topic));
			}
		}
		finally {
			this.lock.unlock();
		}
		place();
		return this;
	}

	@Override
	public Subscription remove(Topic... topics) {
		List<Runnable> calls = new ArrayList<>();
		this.lock.lock();
		try {
			for (Topic topic : topics) {
				State state = this.topics.remove(topic);
				if (state != null && state.announced) {
					int count = --this.subscribed;
					calls.add(() -> this.listener.onUnsubscribed(state.topic, count));
				}
			}
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		place();
		tell(calls);
		return this;
	}

	@Override
	public Subscription start() {
		long deadline = Deadline.after(this.context.settings().options().timeout());
		this.lock.lock();
		try {
			this.started = true;
		}
		finally {
			this.lock.unlock();
		}
		try {
			place();
			await(deadline);
			return this;
		}
		catch (InterruptedException ex) {
			close();
			Thread.currentThread().interrupt();
			throw new ClusterClientException("The thread was interrupted while it waited for a subscription", ex);
		}
		catch (RuntimeException ex) {
			close();
			throw ex;
		}
	}

	private void await(long deadline) throws InterruptedException {
		this.lock.lock();
		try {
			while (!isSubscribed()) {
				if (this.closed) {
					throw new ClusterUnavailableException("The subscription was closed");
				}
				for (State state : this.topics.values()) {
					if (state.error != null) {
						throw new ServerErrorException(state.error.message());
					}
				}
				if (Deadline.hasPassed(deadline)) {
					throw new ClusterUnavailableException("Not subscribed in time" + failures());
				}
				this.changed.awaitNanos(Deadline.remaining(deadline));
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private String failures() {
		StringBuilder text = new StringBuilder();
		this.nodes.values().forEach((node) -> {
			Throwable failure = node.lastFailure();
			if (node.isFailing() && failure != null) {
				text.append("; ").append(node.node()).append(": ").append(failure.getMessage());
			}
		});
		return text.toString();
	}

	private boolean isSubscribed() {
		return !this.closed && this.topics.values().stream().allMatch((state) -> state.told);
	}

	@Override
	public boolean awaitSubscribed(Duration timeout) {
		long deadline = Deadline.after(timeout);
		this.lock.lock();
		try {
			while (!isSubscribed()) {
				if (this.closed || Deadline.hasPassed(deadline)) {
					return false;
				}
				this.changed.awaitNanos(Deadline.remaining(deadline));
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public Set<Topic> topics() {
		return Set.copyOf(this.topics.keySet());
	}

	@Override
	public long droppedEvents() {
		return this.filter.dropped();
	}

	@Override
	public boolean isClosed() {
		return this.closed;
	}

	@Override
	public void close() {
		List<Runnable> calls = new ArrayList<>();
		this.lock.lock();
		try {
			if (this.closed) {
				return;
			}
			this.closed = true;
			this.nodes.values().forEach(NodeSubscription::close);
			this.nodes.clear();
			for (State state : this.topics.values()) {
				if (state.announced) {
					int count = --this.subscribed;
					calls.add(() -> this.listener.onUnsubscribed(state.topic, count));
				}
			}
			this.topics.clear();
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		this.onClose.accept(this);
		calls.add(this.listener::onClosed);
		tell(calls);
	}

	// Placing

	/**
	 * Has the topics placed soon, on a worker; never waits.
	 */
	private void place() {
		this.lock.lock();
		try {
			if (this.closed || !this.started || this.placing) {
				this.placeAgain = true;
				return;
			}
			this.placing = true;
		}
		finally {
			this.lock.unlock();
		}
		if (!this.context.settings().threads().run(this::placeAll)) {
			placeLater();
		}
	}

	private void placeAll() {
		boolean again = true;
		while (again) {
			boolean done = false;
			try {
				placeOnce();
				done = true;
			}
			finally {
				if (!done) {
					// as when the machine gives no thread for a reader
					placeLater();
				}
			}
			this.lock.lock();
			try {
				again = this.placeAgain && !this.closed;
				this.placing = again;
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	private void placeOnce() {
		List<Runnable> calls = new ArrayList<>();
		Map<NodeSubscription, Set<Topic>> wanted = new HashMap<>();
		this.lock.lock();
		try {
			this.placeAgain = false;
			if (!this.closed) {
				arrange(this.context.topology(), wanted);
				settle(calls);
			}
		}
		finally {
			this.lock.unlock();
		}
		wanted.forEach(NodeSubscription::want);
		tell(calls);
	}

	/** Gives the worker's role back and has the topics placed after a moment. */
	private void placeLater() {
		this.lock.lock();
		try {
			this.placing = false;
		}
		finally {
			this.lock.unlock();
		}
		this.context.settings().watchdog().schedule(this::place, WORKER_WAIT);
	}

	private void arrange(Topology topology, Map<NodeSubscription, Set<Topic>> wanted) {
		Map<String, Set<Topic>> places = this.placement.place(canonical(), topology, this.nodes);
		places.forEach((id, topics) -> {
			NodeSubscription present = this.nodes.get(id);
			Node node = topology.node(id);
			if (present != null && node != null && !node.address().equals(present.node().address())) {
				this.nodes.remove(id);
				present.close();
				this.gaps.begin(present.node(), interrupted(topics));
				present = null;
			}
			if (present == null && node != null) {
				present = new NodeSubscription(node, this.context.settings(), this);
				// before it counts as present: where it cannot start the next try makes
				// another
				present.start();
				this.nodes.put(id, present);
			}
			if (present != null) {
				wanted.put(present, topics);
			}
		});
		this.nodes.values().removeIf((node) -> {
			boolean idle = !wanted.containsKey(node);
			if (idle) {
				node.close();
			}
			return idle;
		});
		for (Node primary : topology.primaries()) {
			Set<Topic> missing = new HashSet<>(interrupted(places.getOrDefault(primary.id(), Set.of())));
			missing.removeIf((topic) -> !topic.isOnEveryPrimary() || isActive(primary.id(), topic));
			this.gaps.begin(primary, missing);
		}
	}

	private List<Topic> canonical() {
		return this.topics.values().stream().map((state) -> state.topic).toList();
	}

	/**
	 * Returns those topics that were subscribed, and are not now.
	 */
	private Set<Topic> interrupted(Set<Topic> topics) {
		Set<Topic> interrupted = new HashSet<>();
		for (Topic topic : topics) {
			State state = this.topics.get(topic);
			if (state != null && state.announced && !isComplete(state.topic)) {
				interrupted.add(state.topic);
			}
		}
		return interrupted;
	}

	private boolean isComplete(Topic topic) {
		if (!topic.isOnEveryPrimary()) {
			return this.nodes.values().stream().anyMatch((node) -> node.isActive(topic));
		}
		List<Node> primaries = this.context.topology().primaries();
		return !primaries.isEmpty() && primaries.stream().allMatch((node) -> isActive(node.id(), topic));
	}

	private boolean isActive(String nodeId, Topic topic) {
		NodeSubscription node = this.nodes.get(nodeId);
		return node != null && node.isActive(topic);
	}

	/**
	 * Collects what there is to tell: topics that are subscribed for the first time, and
	 * interruptions that are over.
	 */
	private void settle(List<Runnable> calls) {
		this.topics.values().forEach((state) -> settle(state, calls));
		Topology topology = this.context.topology();
		if (this.slotsMoved) {
			this.slotsMoved = false;
			missed(topology);
		}
		List<SubscriptionGap> over = this.gaps.end(this.topics::containsKey, (node, topic) -> {
			boolean serves = topic.isOnEveryPrimary()
					&& topology.primaries().stream().anyMatch((primary) -> primary.id().equals(node.id()));
			return serves ? isActive(node.id(), topic) : isComplete(topic);
		});
		for (SubscriptionGap gap : over) {
			calls.add(() -> {
				logger.info("A subscription was interrupted at node {} for {} ms; messages may be missing", gap.node(),
						gap.duration().toMillis());
				this.context.settings().telemetry().subscriptionInterrupted(gap.duration().toNanos());
				this.listener.onGap(gap);
			});
		}
		this.changed.signalAll();
	}

	private void settle(State state, List<Runnable> calls) {
		if (!state.announced && isComplete(state.topic)) {
			state.announced = true;
			state.error = null;
			int count = ++this.subscribed;
			calls.add(() -> announce(state, count));
		}
	}

	private void announce(State state, int count) {
		try {
			this.listener.onSubscribed(state.topic, count);
		}
		finally {
			this.lock.lock();
			try {
				state.told = true;
				this.changed.signalAll();
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	/**
	 * Begins an interruption for each node that turns out to own slots whose events were
	 * dropped, because the topology named another.
	 */
	private void missed(Topology topology) {
		Map<String, Long> wronged = this.filter.takeWronged();
		for (Node primary : topology.primaries()) {
			Long since = wronged.get(primary.id());
			if (since != null) {
				Set<Topic> events = new HashSet<>(canonical());
				events.removeIf((topic) -> !topic.isOnEveryPrimary());
				this.gaps.begin(primary, events, System.nanoTime() - since);
			}
		}
	}

	private void tell(List<Runnable> calls) {
		for (Runnable call : calls) {
			try {
				call.run();
			}
			catch (RuntimeException | Error ex) {
				threw(ex);
			}
		}
	}

	private static void threw(Throwable ex) {
		logger.warn("A subscription's listener threw; the subscription goes on without regard to it", ex);
	}

	// What nodes and the topology tell

	/**
	 * Follows a change of the topology; never waits.
	 */
	void follow(Topology before, Topology after) {
		this.filter.follow(before, after);
		this.lock.lock();
		try {
			this.slotsMoved = true;
		}
		finally {
			this.lock.unlock();
		}
		place();
	}

	/**
	 * Counts the connections of each node.
	 */
	void count(Map<Node, Integer> connections) {
		this.lock.lock();
		try {
			this.nodes.values().forEach((node) -> {
				if (node.isOpen()) {
					connections.merge(node.node(), 1, Integer::sum);
				}
			});
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void message(NodeSubscription from, Topic topic, byte[] channel, byte[] body, long heardAt) {
		State state = this.topics.get(topic);
		if (state == null
				|| (state.topic.isOnEveryPrimary() && !this.filter.accepts(from.node(), channel, body, heardAt))) {
			return;
		}
		try {
			this.listener.onMessage(new PubSubMessage(state.topic, channel, body, from.node()));
		}
		catch (RuntimeException | Error ex) {
			threw(ex);
		}
	}

	@Override
	public void subscribed(NodeSubscription at, Topic topic) {
		List<Runnable> calls = new ArrayList<>();
		boolean several;
		this.lock.lock();
		try {
			State state = this.topics.get(topic);
			if (state == null) {
				return;
			}
			settle(state, calls);
			several = !this.gaps.isEmpty() || (!state.topic.isOnEveryPrimary() && this.nodes.size() > 1);
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		tell(calls);
		if (several) {
			// another may give it up now, or an interruption may be over
			place();
		}
	}

	@Override
	public void taken(NodeSubscription at, Topic topic) {
		this.lock.lock();
		try {
			this.gaps.begin(at.node(), interrupted(Set.of(topic)));
		}
		finally {
			this.lock.unlock();
		}
		this.context.refresher().request(RefreshCause.MOVED);
		place();
	}

	@Override
	public void refused(NodeSubscription at, Topic topic, ErrorValue error) {
		long after = Refusal.after(this.context, at.node(), error);
		if (Refusal.isFinal(after)) {
			// without the name: a channel of keyspace events is named after a key
			logger.warn("Node {} refuses to subscribe a topic of the kind {}, which is tried again: {}", at.node(),
					topic.kind(), error.message());
			logger.debug("The refused topic is {}", topic);
			this.lock.lock();
			try {
				State state = this.topics.get(topic);
				if (state != null) {
					state.error = error;
				}
				this.changed.signalAll();
			}
			finally {
				this.lock.unlock();
			}
		}
		this.context.settings().watchdog().schedule(() -> {
			at.forget(topic);
			place();
		}, after);
	}

	@Override
	public void lost(NodeSubscription at, Set<Topic> served, Throwable cause) {
		logger.debug("The subscription at node {} was lost", at.node(), cause);
		this.lock.lock();
		try {
			if (this.nodes.get(at.node().id()) == at) {
				this.gaps.begin(at.node(), interrupted(served));
			}
		}
		finally {
			this.lock.unlock();
		}
		this.context.refresher().request(RefreshCause.CONNECTION);
		place();
	}

	/**
	 * How far a topic has come; guarded by the subscription's lock.
	 */
	private static final class State {

		final Topic topic;

		/** Whether it has been subscribed on all nodes that it needs. */
		boolean announced;

		/** Whether the listener has been told so. */
		boolean told;

		@Nullable ErrorValue error;

		State(Topic topic) {
			this.topic = topic;
		}

	}

}
