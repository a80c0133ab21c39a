package io.rediscluster.sample.console;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link History}.
 */
class HistoryTests {

	@Test
	void keepsTwoMinutesInOrder() {
		History history = new History();
		for (int i = 0; i < 500; i++) {
			history.add(new Point(i, null, null, null, null, null, 0, 0));
		}
		assertThat(history.points()).hasSize(History.KEPT)
			.isSortedAccordingTo((one, two) -> Long.compare(one.at(), two.at()));
		assertThat(history.points().get(0).at()).isEqualTo(500 - History.KEPT);
		assertThat(history.points().get(History.KEPT - 1).at()).isEqualTo(499);
	}

}
