package io.rediscluster.client.internal.keyspace;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import io.rediscluster.client.CallDetails;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ClusterUnavailableException;
import io.rediscluster.client.Command;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Reply;
import io.rediscluster.client.Scan;
import io.rediscluster.client.internal.execution.ClusterExecutor.Located;
import io.rediscluster.client.internal.keyspace.ScanCommands.Page;
import io.rediscluster.client.topology.Node;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the elements of one key. A cursor means something to the process that gave
 * it only, so the walk stays with one node, and begins again when that is another process
 * at its end, or when the key has gone to another node. What fits into one reply costs
 * one request. For one thread.
 *
 * @param <T> the type of the elements
 */
final class KeyScan<T> extends BatchIterator<T> {

	private final String name;

	private final Object key;

	private final Scan scan;

	private final ReadFrom readFrom;

	private final Function<List<Reply>, List<T>> elements;

	private final NodeCalls calls;

	private final NodeStates states;

	private String cursor = ScanCommands.ZERO;

	/** The process that the cursor belongs to; known before its first page counts. */
	private @Nullable Process process;

	private int rounds = 1;

	KeyScan(NodeCalls calls, String name, Object key, Scan scan, ReadFrom readFrom,
			Function<List<Reply>, List<T>> elements) {
		this.calls = calls;
		this.states = new NodeStates(calls);
		this.name = name;
		this.key = key;
		this.scan = scan;
		this.readFrom = readFrom;
		this.elements = elements;
	}

	@Override
	List<T> fetch() {
		Patience patience = new Patience(this.calls, this.calls.timeout());
		while (true) {
			Step step = ask(patience);
			if (step.again()) {
				// not among what is tried again: too many rounds are the end
				beginAgain();
			}
			Page page = step.page();
			if (page != null) {
				return this.elements.apply(page.elements());
			}
		}
	}

	private Step ask(Patience patience) {
		try {
			return ask();
		}
		catch (ClusterClientException ex) {
			patience.after(ex);
			return new Step(null, true);
		}
	}

	/** Asks once. */
	private Step ask() {
		Command command = ScanCommands.ofElements(this.name, this.key, this.cursor, this.scan);
		Process process = this.process;
		Located located = (process != null && !process.node().isPrimary())
				? new Located(this.calls.at(process.node(), command), process.node())
				: this.calls.bySlot(command, (process != null) ? ReadFrom.PRIMARY : this.readFrom);
		Page page = ScanCommands.read(located.reply());
		boolean last = ScanCommands.ZERO.equals(page.cursor());
		if (process == null) {
			if (last) {
				end();
				return new Step(page, false);
			}
			this.process = new Process(located.node(), this.states.runId(located.node()));
			return new Step(null, false);
		}
		if (!located.node().id().equals(process.node().id())) {
			return new Step(null, true);
		}
		if (!last) {
			this.cursor = page.cursor();
			return new Step(page, false);
		}
		if (Objects.equals(this.states.runId(process.node()), process.runId())) {
			end();
			return new Step(page, false);
		}
		return new Step(page, true);
	}

	private void beginAgain() {
		if (this.process != null && ++this.rounds > this.calls.maxRounds()) {
			this.rounds = 1;
			throw new ClusterUnavailableException(
					"The key had another owner, or its owner was another process, in each of " + this.calls.maxRounds()
							+ " rounds of the scan (scan.max-rounds)",
					new CallDetails(this.name, Command.NO_SLOT, null, this.calls.maxRounds(), Duration.ZERO, true,
							true),
					null);
		}
		this.process = null;
		this.cursor = ScanCommands.ZERO;
	}

	/**
	 * What one request came to.
	 *
	 * @param page elements, or {@code null} if it says nothing because of what has
	 * changed
	 * @param again whether the walk has to begin again
	 */
	private record Step(@Nullable Page page, boolean again) {

	}

	/**
	 * One run of a server.
	 *
	 * @param node the node
	 * @param runId the id of its process, or {@code null} if it may not be asked for
	 */
	private record Process(Node node, @Nullable String runId) {

	}

}
