package io.rediscluster.client.internal.pubsub;

import java.util.concurrent.TimeUnit;

import io.rediscluster.client.event.ClusterListener.RedirectKind;
import io.rediscluster.client.event.ClusterListener.RefreshCause;
import io.rediscluster.client.internal.resp.ErrorValue;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a server's refusal to subscribe a topic.
 */
final class Refusal {

	/** The servers have to agree first. */
	private static final long SOON = TimeUnit.MILLISECONDS.toNanos(100);

	/** Somebody has to change a right or a server. */
	private static final long LATER = TimeUnit.SECONDS.toNanos(5);

	private Refusal() {
	}

	/**
	 * Takes the refusal into account.
	 * @param from the node that refuses
	 * @return after how many nanoseconds to try again; a wait of {@link #isFinal} length
	 * means that the application has to know
	 */
	static long after(PubSubContext context, Node from, ErrorValue error) {
		switch (error.code()) {
			case "MOVED" -> moved(context, from, error.message());
			case "ASK", "TRYAGAIN" -> context.refresher().request(RefreshCause.MOVED);
			case "CLUSTERDOWN" -> context.refresher().request(RefreshCause.UNCOVERED);
			case "LOADING", "MASTERDOWN" -> context.refresher().request(RefreshCause.CONNECTION);
			default -> {
				return LATER;
			}
		}
		return SOON;
	}

	/**
	 * Tells whether waiting alone does not help.
	 */
	static boolean isFinal(long after) {
		return after == LATER;
	}

	private static void moved(PubSubContext context, Node from, String line) {
		String[] words = line.split(" ");
		HostAndPort announced = (words.length == 3) ? address(words[2], from) : null;
		Node node = (announced != null) ? context.topology().nodeAnnouncedAs(announced) : null;
		if (announced == null || node == null || !words[1].matches("\\d{1,5}")
				|| Integer.parseInt(words[1]) >= HashSlot.COUNT) {
			context.refresher().request(RefreshCause.UNKNOWN_ADDRESS);
			return;
		}
		int slot = Integer.parseInt(words[1]);
		context.settings().telemetry().redirected(RedirectKind.MOVED, slot, from, announced);
		context.store().moved(slot, node);
		context.refresher().request(RefreshCause.MOVED);
	}

	private static @Nullable HostAndPort address(String text, Node from) {
		try {
			return text.startsWith(":") ? new HostAndPort(from.announced().host(), Integer.parseInt(text.substring(1)))
					: HostAndPort.parse(text);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
