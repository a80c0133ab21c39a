package io.rediscluster.client.internal.keyspace;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Reply;
import io.rediscluster.client.Scan;
import io.rediscluster.client.ScanIterator;
import io.rediscluster.client.topology.Node;

/**
 * Begins walks. Thread safe; the walks are not.
 */
public final class Scans {

	private final NodeCalls calls;

	/**
	 * Makes the entrance to the walks of a client.
	 * @param calls reaches its nodes
	 */
	public Scans(NodeCalls calls) {
		this.calls = calls;
	}

	/**
	 * Begins a walk over the keys of the whole cluster.
	 * @param scan what to look for
	 * @return the walk; nothing has been asked yet
	 */
	public ScanIterator<Reply> ofCluster(Scan scan) {
		return new ClusterScan(this.calls, scan);
	}

	/**
	 * Begins a walk over the keys that are on certain nodes.
	 * @param nodes the nodes
	 * @param scan what to look for
	 * @return the walk; nothing has been asked yet
	 */
	public ScanIterator<Reply> ofNodes(Collection<Node> nodes, Scan scan) {
		return new NodeScan(this.calls, nodes, scan);
	}

	/**
	 * Begins a walk over the members of a set.
	 * @param key the key
	 * @param scan what to look for
	 * @param readFrom where to read
	 * @return the walk; nothing has been asked yet
	 */
	public ScanIterator<Reply> ofSet(Object key, Scan scan, ReadFrom readFrom) {
		return new KeyScan<>(this.calls, "SSCAN", key, scan, readFrom, (elements) -> elements);
	}

	/**
	 * Begins a walk over the fields and values of a hash.
	 * @param key the key
	 * @param scan what to look for
	 * @param readFrom where to read
	 * @return the walk; nothing has been asked yet
	 */
	public ScanIterator<Map.Entry<Reply, Reply>> ofHash(Object key, Scan scan, ReadFrom readFrom) {
		return new KeyScan<>(this.calls, "HSCAN", key, scan, readFrom, Scans::pairs);
	}

	/**
	 * Begins a walk over the members and scores of a sorted set.
	 * @param key the key
	 * @param scan what to look for
	 * @param readFrom where to read
	 * @return the walk; nothing has been asked yet
	 */
	public ScanIterator<Map.Entry<Reply, Double>> ofSortedSet(Object key, Scan scan, ReadFrom readFrom) {
		return new KeyScan<>(this.calls, "ZSCAN", key, scan, readFrom,
				(elements) -> pairs(elements).stream().map(Scans::scored).toList());
	}

	private static List<Map.Entry<Reply, Reply>> pairs(List<Reply> elements) {
		List<Map.Entry<Reply, Reply>> pairs = new ArrayList<>(elements.size() / 2);
		for (int i = 0; i + 1 < elements.size(); i += 2) {
			pairs.add(new SimpleImmutableEntry<>(elements.get(i), elements.get(i + 1)));
		}
		return pairs;
	}

	private static Map.Entry<Reply, Double> scored(Map.Entry<Reply, Reply> pair) {
		return new SimpleImmutableEntry<>(pair.getKey(), Objects.requireNonNull(pair.getValue().asDouble(), "score"));
	}

}
