package io.rediscluster.sample.console;

import org.junit.jupiter.api.Test;

import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Visitors} and {@link Visitor}.
 */
class VisitorsTests {

	@Test
	void letsInSixteen() {
		Visitors visitors = new Visitors();
		for (int i = 0; i < 16; i++) {
			assertThat(visitors.enter(() -> "{}")).hasValueSatisfying(
					(stream) -> assertThat(stream.getTimeout()).isEqualTo(Visitors.STAY.toMillis()).isPositive());
		}
		assertThat(visitors.enter(() -> "{}")).isEmpty();
		visitors.onClosed(null);
	}

	@Test
	void aVisitorThatDoesNotKeepUpIsDropped() {
		Visitor visitor = new Visitor(new SseEmitter());
		for (int i = 0; i < 10; i++) {
			assertThat(visitor.offer("sample", "{}")).isTrue();
		}
		assertThat(visitor.offer("sample", "{}")).isFalse();
		assertThat(visitor.offer("sample", "{}")).isFalse();
	}

}
