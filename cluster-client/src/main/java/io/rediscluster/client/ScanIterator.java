package io.rediscluster.client;

import java.util.Iterator;
import java.util.List;

/**
 * Walks over what a scan finds, one server reply after another; nothing is remembered of
 * what was returned, so memory stays bounded. Holds no connection between two requests.
 * For one thread.
 * <p>
 * A method that throws {@link ClusterClientException} leaves the walk where it was: the
 * caller may go on with it once the cluster is well again.
 *
 * @param <T> the type of the elements
 */
public interface ScanIterator<T> extends Iterator<T>, AutoCloseable {

	/**
	 * Tells whether there is another element; asks servers until there is one or the walk
	 * has ended.
	 * @throws ClusterClientException if a server cannot be asked in time
	 */
	@Override
	boolean hasNext();

	/**
	 * Returns the next element.
	 * @throws java.util.NoSuchElementException if there is none
	 * @throws ClusterClientException if a server cannot be asked in time
	 */
	@Override
	T next();

	/**
	 * Returns the elements that are at hand, or else those of one more reply.
	 * @return the elements; may be empty although there are more, see {@link #isDone()}
	 * @throws ClusterClientException if a server cannot be asked in time
	 */
	List<T> nextBatch();

	/**
	 * Tells whether the walk has ended and every element was returned, or it was closed.
	 * @return whether no request and no element is left; does no I/O
	 */
	boolean isDone();

	/**
	 * Ends the walk: there are no more elements. Idempotent; does no I/O.
	 */
	@Override
	void close();

}
