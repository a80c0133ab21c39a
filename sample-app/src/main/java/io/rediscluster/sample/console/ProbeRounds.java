package io.rediscluster.sample.console;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.rediscluster.client.topology.Node;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Asks all nodes at once and waits a short time for all of them together. A node whose
 * last question is still open is not asked another, so that one that hangs holds one
 * thread and no more. For one caller at a time.
 */
final class ProbeRounds implements AutoCloseable {

	/** Leaves most of a second to the rest of a sample. */
	private static final Duration LIMIT = Duration.ofMillis(700);

	private static final int MAX_THREADS = 32;

	private static final long IDLE_SECONDS = 5;

	private final NodeProbe probe;

	private final Duration limit;

	private final ExecutorService executor;

	private final Map<String, Future<NodeAnswer>> open = new HashMap<>();

	ProbeRounds(NodeProbe probe) {
		this(probe, LIMIT);
	}

	ProbeRounds(NodeProbe probe, Duration limit) {
		this.probe = probe;
		this.limit = limit;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("console-probe-");
		threads.setDaemon(true);
		ThreadPoolExecutor pool = new ThreadPoolExecutor(MAX_THREADS, MAX_THREADS, IDLE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), threads);
		pool.allowCoreThreadTimeOut(true);
		this.executor = pool;
	}

	/**
	 * Asks the nodes.
	 * @return the answers of those that gave one in time, by node id
	 */
	Map<String, NodeAnswer> ask(Collection<Node> nodes) throws InterruptedException {
		long end = System.nanoTime() + this.limit.toNanos();
		for (Node node : nodes) {
			this.open.computeIfAbsent(node.id(), (id) -> this.executor.submit(() -> this.probe.ask(node)));
		}
		Map<String, NodeAnswer> answers = new LinkedHashMap<>();
		for (Node node : nodes) {
			Future<NodeAnswer> question = this.open.get(node.id());
			if (question == null) {
				continue;
			}
			try {
				answers.put(node.id(), question.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS));
				this.open.remove(node.id());
			}
			catch (ExecutionException ex) {
				// no answer: what the node is, others say
				this.open.remove(node.id());
			}
			catch (TimeoutException ex) {
				// stays open: the node is asked nothing until this question ends
			}
		}
		return answers;
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
