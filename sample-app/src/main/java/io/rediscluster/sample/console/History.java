package io.rediscluster.sample.console;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The points of the last two minutes. Thread safe.
 */
final class History {

	/** One a second for two minutes, and one at either end. */
	static final int KEPT = 122;

	private final Deque<Point> points = new ArrayDeque<>();

	synchronized void add(Point point) {
		if (this.points.size() == KEPT) {
			this.points.removeFirst();
		}
		this.points.addLast(point);
	}

	/** Returns the points, the oldest first. */
	synchronized List<Point> points() {
		return List.copyOf(this.points);
	}

}
