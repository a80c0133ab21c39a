package io.rediscluster.client.internal.connection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

import io.rediscluster.client.internal.connection.LinkFailure.Kind;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.Topology;
import org.jspecify.annotations.Nullable;

/**
 * The links of a client, by node and mode. Making one opens no connection. Thread safe;
 * {@link #lock} guards changes, look-ups take none.
 */
public final class Links {

	private final ConnectionSettings settings;

	private final Link.Events events;

	private final Map<String, Link> primaries = new ConcurrentHashMap<>();

	private final Map<String, Link> replicas = new ConcurrentHashMap<>();

	/** Take no new calls; some may still have calls in flight. */
	private final Set<Link> retired = ConcurrentHashMap.newKeySet();

	private final ReentrantLock lock = new ReentrantLock();

	private boolean closed;

	/**
	 * Makes an empty registry.
	 * @param settings what the connections share
	 * @param events is told of lost connections and silent nodes
	 */
	public Links(ConnectionSettings settings, Link.Events events) {
		this.settings = settings;
		this.events = events;
	}

	/**
	 * Returns the link to a node.
	 * @param node a node of the current topology
	 * @param mode the mode of its connections
	 * @return the link
	 * @throws LinkFailure if the client is closed
	 */
	public Link of(Node node, Mode mode) throws LinkFailure {
		Link link = map(mode).get(node.id());
		if (link != null && (link.node() == node || link.node().address().equals(node.address())) && !link.isClosed()) {
			return link;
		}
		return make(node, mode);
	}

	private Map<String, Link> map(Mode mode) {
		return (mode == Mode.PRIMARY) ? this.primaries : this.replicas;
	}

	private Link make(Node node, Mode mode) throws LinkFailure {
		Link old;
		Link link;
		this.lock.lock();
		try {
			if (this.closed) {
				throw new LinkFailure(Kind.CLOSED, false, "the client is closed", null);
			}
			old = map(mode).get(node.id());
			if (old != null && old.node().address().equals(node.address()) && !old.isClosed()) {
				return old;
			}
			link = new Link(node, mode, this.settings, this.events);
			map(mode).put(node.id(), link);
		}
		finally {
			this.lock.unlock();
		}
		if (old != null) {
			retire(old);
		}
		return link;
	}

	private void retire(Link link) {
		this.retired.removeIf((earlier) -> !earlier.hasConnections());
		this.retired.add(link);
		link.retire();
	}

	/**
	 * Follows a change of the topology: links to nodes that left or changed their role
	 * take no new calls and close when their calls have ended. If a node is silent that
	 * is gone, or that another one has taken over from, its calls end at once: what it
	 * says later does not count. A node that lost slots only, as in a live move, tells
	 * its callers itself, and their calls end if it does not answer.
	 * @param before the topology before
	 * @param after the topology now
	 */
	public void follow(Topology before, Topology after) {
		List<Link> leaving = new ArrayList<>();
		List<Link> deposed = new ArrayList<>();
		List<Link> suspects = new ArrayList<>();
		this.lock.lock();
		try {
			for (Mode mode : Mode.values()) {
				map(mode).values().removeIf((link) -> {
					Node now = after.node(link.node().id());
					boolean gone = now == null || !now.address().equals(link.node().address())
							|| now.isPrimary() != (mode == Mode.PRIMARY);
					if (gone) {
						leaving.add(link);
					}
					boolean lost = gone || lostSlots(link.node(), before, after);
					boolean takenOver = now == null || gone || now.isFailed()
							|| hasSuccessor(link.node(), before, after);
					if (lost && takenOver && link.isSilent()) {
						deposed.add(link);
					}
					else if (lost) {
						suspects.add(link);
					}
					return gone;
				});
			}
		}
		finally {
			this.lock.unlock();
		}
		deposed.forEach(Link::depose);
		suspects.forEach(Link::examine);
		leaving.forEach(this::retire);
	}

	private static boolean lostSlots(Node node, Topology before, Topology after) {
		var then = before.shardOf(node);
		var now = after.shardOf(node);
		return then != null && now != null && now.slotCount() < then.slotCount();
	}

	/** Tells whether a replica of a node has slots of its own since. */
	private static boolean hasSuccessor(Node node, Topology before, Topology after) {
		Shard shard = before.shardOf(node);
		return shard != null && shard.replicas().stream().anyMatch((replica) -> {
			Node now = after.node(replica.id());
			Shard own = (now != null && now.isPrimary()) ? after.shardOf(now) : null;
			return own != null && own.slotCount() > 0;
		});
	}

	/**
	 * Tells whether a node is silent, over connections of either mode. On the way of
	 * every read that may go to a replica.
	 * @param node the node
	 * @return whether it owes replies and is not heard
	 */
	public boolean isSilent(Node node) {
		return isSilent(this.primaries.get(node.id())) || isSilent(this.replicas.get(node.id()));
	}

	private static boolean isSilent(@Nullable Link link) {
		return link != null && link.isSilent();
	}

	/**
	 * Returns all links.
	 * @return a new collection
	 */
	public Collection<Link> all() {
		List<Link> links = new ArrayList<>(this.primaries.values());
		links.addAll(this.replicas.values());
		return links;
	}

	/** Closes every link; none is made any more. */
	public void close() {
		this.lock.lock();
		try {
			this.closed = true;
		}
		finally {
			this.lock.unlock();
		}
		all().forEach(Link::close);
		this.retired.forEach(Link::close);
	}

}
