package io.rediscluster.chaos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every fault, several times, under load: nothing acknowledged is lost, nothing is
 * applied twice, and the client is back within a second of the cluster.
 */
class ChaosIT {

	private static final long SEED = Long.getLong("chaos.seed", System.nanoTime());

	private static final int ROUNDS = Integer.getInteger("chaos.rounds", 5);

	/** Fewer rounds than this say nothing about speed on a busy machine. */
	private static final int ROUNDS_FOR_SPEED = 5;

	static Stream<Fault> faults() {
		String chosen = System.getProperty("chaos.faults", "");
		List<String> names = Arrays.asList(chosen.split(","));
		assertThat(Faults.all()).extracting(Fault::name).containsAll(chosen.isEmpty() ? List.of() : names);
		return Faults.all().stream().filter((fault) -> chosen.isEmpty() || names.contains(fault.name()));
	}

	@ParameterizedTest
	@MethodSource("faults")
	@Timeout(value = 15, unit = TimeUnit.MINUTES)
	void nothingIsLostNothingIsAppliedTwiceAndTheClientIsBackWithinASecond(Fault fault) throws Exception {
		List<Report> rounds = new ArrayList<>();
		try (Trial trial = new Trial(fault, ClientTarget::connect, SEED)) {
			for (int round = 1; round <= ROUNDS; round++) {
				rounds.add(trial.play(round));
			}
		}
		Report report = Report.sum(rounds);
		System.out.println(report.line());
		if (!report.exceptions().isEmpty()) {
			System.out.println(report.exceptionLines());
		}
		String seed = "seed " + SEED;
		assertThat(report.tally().acknowledged()).as("acknowledged").isPositive();
		assertThat(report.tally().lost()).as("lost, %s", seed).isZero();
		assertThat(report.stale()).as("stale reads, %s", seed).isZero();
		assertThat(report.tally().twice()).as("twice, %s", seed).isZero();
		assertThat(report.errorsOutside()).as("errors outside the window, %s", seed).isZero();
		assertThat(report.tally().unknown()).as("unknown, %s", seed).isLessThanOrEqualTo(report.unknownAllowed());
		assertThat(report.pubSubTroubles()).as("messages, %s", seed).isEmpty();
		assertThat(report.recoveryP99()).as("recovery, %s", seed).isLessThanOrEqualTo(1000);
		if (ROUNDS >= ROUNDS_FOR_SPEED) {
			assertThat(report.throughputAfter()).as("throughput afterwards, %s", seed).isGreaterThanOrEqualTo(0.8);
		}
	}

}
