package io.rediscluster.client.internal.execution;

import java.util.HashMap;
import java.util.Map;

import io.rediscluster.client.Command;
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
	 * @return {@code false} if it has to wait for the next window
	 */
	boolean admits(BoundCommand command) {
		if (command.slot() == Command.NO_SLOT || command.hasOneKey()) {
			return this.severalKeys.isEmpty() || !conflicts(command.slot(), command);
		}
		Map<Integer, Integer> keys = new HashMap<>();
		for (int position : command.keyPositions()) {
			keys.merge(BoundCommand.slotOf(command.arguments()[position]), 1, Integer::sum);
		}
		if (keys.keySet().stream().anyMatch((slot) -> conflicts(slot, command))) {
			return false;
		}
		keys.forEach((slot, count) -> {
			if (count > 1) {
				this.severalKeys.merge(slot, !command.isReadOnly(), Boolean::logicalOr);
			}
		});
		return true;
	}

	private boolean conflicts(int slot, BoundCommand command) {
		Boolean writes = this.severalKeys.get(slot);
		return writes != null && (writes || !command.isReadOnly());
	}

}
