package io.rediscluster.client.internal.keyspace;

import java.util.BitSet;
import java.util.List;

import io.rediscluster.client.Command;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Reply;
import io.rediscluster.client.Scan;
import io.rediscluster.client.internal.keyspace.ScanCommands.Page;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.Node;
import org.jspecify.annotations.Nullable;

/**
 * Walks over certain slots of a node by {@code CLUSTERSCAN}, so that going over a few
 * slots again does not cost a walk over the whole node. Its cursor has a hash tag of the
 * slot that it has come to; the server goes on from slot to slot as long as it owns them.
 * <p>
 * Only for slots that are closed: of an open one the server returns what has not left
 * yet, and goes on as if that were all. For one thread.
 */
final class SlotWalk implements KeyWalk {

	private final NodeCalls calls;

	private final Node node;

	private final Scan scan;

	private final BitSet slots;

	/** The slot that the walk has come to; negative at the end. */
	private int slot;

	/** Where to go on, or {@code null} if a stretch of slots is to be begun. */
	private @Nullable String cursor;

	SlotWalk(NodeCalls calls, Node node, Scan scan, BitSet slots) {
		this.calls = calls;
		this.node = node;
		this.scan = scan;
		this.slots = (BitSet) slots.clone();
		this.slot = slots.nextSetBit(0);
	}

	@Override
	public List<Reply> next() {
		String from = this.cursor;
		if (from == null) {
			from = beginAt(this.slot);
		}
		Page page = ScanCommands.read(this.calls.at(this.node, ScanCommands.ofKeys("CLUSTERSCAN", from, this.scan)));
		boolean last = ScanCommands.ZERO.equals(page.cursor());
		int reached = last ? HashSlot.COUNT : HashSlot.of(page.cursor());
		this.slot = this.slots.nextSetBit(reached);
		this.cursor = (this.slot == reached) ? page.cursor() : null;
		return page.elements();
	}

	/**
	 * Asks for a cursor at the beginning of a slot. Any node could give one; the servers
	 * let the owner of the slot of the text "0" do it.
	 */
	private String beginAt(int slot) {
		Command command = Command.of("CLUSTERSCAN", ScanCommands.ZERO, "SLOT", slot);
		return ScanCommands.read(this.calls.bySlot(command, ReadFrom.PRIMARY).reply()).cursor();
	}

	@Override
	public boolean hasEnded() {
		return this.slot < 0;
	}

}
