package io.rediscluster.sample.console;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * The open pages. Each has a thread, so that a slow one holds up nobody. Thread safe.
 */
@Component
class Visitors {

	static final int MAX = 16;

	/**
	 * A stream ends after this time and the page opens another: none is held for good.
	 */
	static final Duration STAY = Duration.ofMinutes(10);

	private final List<Visitor> visitors = new CopyOnWriteArrayList<>();

	private final ExecutorService executor;

	Visitors() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("console-visitor-");
		threads.setDaemon(true);
		this.executor = Executors.newCachedThreadPool(threads);
	}

	/**
	 * Lets a visitor in.
	 * @param snapshot what it gets first
	 * @return its stream, or empty if there are too many
	 */
	synchronized Optional<SseEmitter> enter(Supplier<String> snapshot) {
		if (this.visitors.size() >= MAX) {
			return Optional.empty();
		}
		SseEmitter emitter = new SseEmitter(STAY.toMillis());
		Visitor visitor = new Visitor(emitter);
		visitor.offer("snapshot", snapshot.get());
		this.visitors.add(visitor);
		this.executor.execute(() -> {
			try {
				visitor.run();
			}
			finally {
				this.visitors.remove(visitor);
			}
		});
		return Optional.of(emitter);
	}

	/** Tells all visitors; those who do not keep up have to go. */
	synchronized void tell(String event, String json) {
		this.visitors.removeIf((visitor) -> !visitor.offer(event, json));
	}

	boolean isEmpty() {
		return this.visitors.isEmpty();
	}

	@EventListener
	void onClosed(ContextClosedEvent event) {
		this.executor.shutdownNow();
	}

}
