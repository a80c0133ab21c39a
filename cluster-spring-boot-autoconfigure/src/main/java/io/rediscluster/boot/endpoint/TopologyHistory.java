package io.rediscluster.boot.endpoint;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import io.rediscluster.client.event.ClusterListener;
import io.rediscluster.client.topology.Topology;

/**
 * Remembers the last changes of a topology. Thread safe; {@link #lock} guards the
 * changes.
 */
public final class TopologyHistory implements ClusterListener {

	/** Enough for a failover of each shard of a usual cluster. */
	private static final int KEPT = 20;

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<TopologyChange> changes = new ArrayDeque<>();

	@Override
	public void onTopologyChanged(Topology before, Topology after) {
		TopologyChange change = TopologyChange.between(before, after);
		this.lock.lock();
		try {
			if (this.changes.size() == KEPT) {
				this.changes.removeFirst();
			}
			this.changes.addLast(change);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns the changes.
	 * @return a new list, the latest change first
	 */
	public List<TopologyChange> changes() {
		this.lock.lock();
		try {
			List<TopologyChange> changes = new ArrayList<>(this.changes);
			Collections.reverse(changes);
			return changes;
		}
		finally {
			this.lock.unlock();
		}
	}

}
