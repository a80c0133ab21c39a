package io.rediscluster.client;

import java.util.List;

/**
 * Thrown when a command was split over several slots and some parts failed. Tells for
 * each key argument what became of it; nothing is rolled back.
 */
public final class PartialFailureException extends ClusterClientException {

	private final List<Integer> applied;

	private final List<Integer> notApplied;

	private final List<Integer> unknown;

	/**
	 * Makes the exception.
	 * @param message what happened
	 * @param details the call
	 * @param applied the indexes of the key arguments that were carried out
	 * @param notApplied the indexes of those that certainly were not
	 * @param unknown the indexes of those that may have been
	 * @param cause the first failure
	 */
	public PartialFailureException(String message, CallDetails details, List<Integer> applied, List<Integer> notApplied,
			List<Integer> unknown, Throwable cause) {
		super(message + "; key arguments applied: " + some(applied) + ", not applied: " + some(notApplied)
				+ ", unknown: " + some(unknown), details, cause);
		this.applied = List.copyOf(applied);
		this.notApplied = List.copyOf(notApplied);
		this.unknown = List.copyOf(unknown);
	}

	/** Names the first few; the accessors have them all. */
	private static String some(List<Integer> indexes) {
		int shown = Math.min(10, indexes.size());
		String more = (shown < indexes.size()) ? " and " + (indexes.size() - shown) + " more" : "";
		return indexes.subList(0, shown) + more;
	}

	/**
	 * Returns the key arguments that were carried out.
	 * @return their indexes among the command's arguments, from 0
	 */
	public List<Integer> applied() {
		return this.applied;
	}

	/**
	 * Returns the key arguments that certainly were not carried out.
	 * @return their indexes among the command's arguments, from 0
	 */
	public List<Integer> notApplied() {
		return this.notApplied;
	}

	/**
	 * Returns the key arguments that may have been carried out.
	 * @return their indexes among the command's arguments, from 0
	 */
	public List<Integer> unknown() {
		return this.unknown;
	}

}
