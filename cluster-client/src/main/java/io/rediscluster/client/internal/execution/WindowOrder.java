package io.rediscluster.client.internal.execution;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.rediscluster.client.internal.command.BoundCommand;

/**
 * Tells which commands may share a window so that the order per slot holds. While a slot
 * moves, a server may refuse a command with several keys (TRYAGAIN) and carry out the
 * next one on one of these keys. So nothing that could tell the difference is sent behind
 * a command with several keys of one slot before that is answered. MOVED and ASK need no
 * such care: they hit the later commands on the same keys too. For one thread.
 */
final class WindowOrder {

	/** Slots with a command of several keys in the window; whether one of them writes. */
	private final Map<Integer, Boolean> severalKeys = new HashMap<>();

	/**
	 * Takes note of a command.
	 * @param parts what it is carried out with
	 * @return {@code false} if it has to wait for the next window
	 */
	boolean admits(List<Progress> parts) {
		for (Progress part : parts) {
			BoundCommand command = part.command;
			Boolean writes = (part.fixed == null) ? this.severalKeys.get(command.slot()) : null;
			if (writes != null && (writes || !command.isReadOnly())) {
				return false;
			}
		}
		for (Progress part : parts) {
			BoundCommand command = part.command;
			if (part.fixed == null && command.slot() >= 0 && command.keyPositions().length > 1) {
				this.severalKeys.merge(command.slot(), !command.isReadOnly(), Boolean::logicalOr);
			}
		}
		return true;
	}

}
