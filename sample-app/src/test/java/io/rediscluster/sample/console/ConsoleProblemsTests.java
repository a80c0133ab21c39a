package io.rediscluster.sample.console;

import java.io.IOException;
import java.io.UncheckedIOException;

import io.rediscluster.client.ServerErrorException;
import org.junit.jupiter.api.Test;

import org.springframework.http.ProblemDetail;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConsoleProblems}.
 */
class ConsoleProblemsTests {

	private final ConsoleProblems problems = new ConsoleProblems();

	@Test
	void aClusterThatIsDownIsUnavailableAndSaysWhy() {
		ProblemDetail problem = this.problems.unavailable(new ServerErrorException("CLUSTERDOWN no majority"));
		assertThat(problem.getStatus()).isEqualTo(503);
		assertThat(problem.getDetail()).isEqualTo("CLUSTERDOWN no majority");
	}

	@Test
	void aProcessThatCannotBeSignalledSaysWhy() {
		ProblemDetail problem = this.problems.failed(new UncheckedIOException("no shell", new IOException()));
		assertThat(problem.getStatus()).isEqualTo(500);
		assertThat(problem.getDetail()).isEqualTo("no shell");
	}

}
