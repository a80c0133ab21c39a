package io.rediscluster.client;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Looks after what interrupted commands over several slots have left. {@code LMOVE},
 * {@code RPOPLPUSH}, their blocking forms and {@code SMOVE} park the element in a key of
 * its own, in the slot of its source, until it is at its destination; a client that ends
 * in between leaves it there. Thread safe.
 */
public interface CrossSlotOperations {

	/**
	 * Finds parked elements, those of moves that are under way included. Walks over all
	 * keys of the cluster, as {@link ClusterClient#scan(Scan)} does.
	 * @return the parked elements
	 * @throws ClusterClientException if a server cannot be asked in time
	 */
	List<Parked> parked();

	/**
	 * Puts parked elements back to where they came from. A move that was interrupted
	 * after it had reached its destination leaves the element there as well, so that it
	 * is in both places afterwards. An element whose source has become something else
	 * meanwhile stays parked.
	 * @param idle how long an element must have been parked, in whole seconds: longer
	 * than any call may take, so that no move under way is disturbed. Servers do not tell
	 * that with an LFU eviction policy; then, only zero finds any
	 * @return what was put back
	 * @throws ClusterClientException if a server cannot be asked in time; what was put
	 * back before stays so
	 */
	List<Parked> recover(Duration idle);

	/**
	 * A parked element.
	 *
	 * @param key the key that it is parked in
	 * @param source the key that it comes from
	 * @param idle how long it has been parked, in whole seconds, or {@code null} if the
	 * server does not tell
	 */
	record Parked(Reply key, Reply source, @Nullable Duration idle) {
	}

}
