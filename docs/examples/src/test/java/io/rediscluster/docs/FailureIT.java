package io.rediscluster.docs;

import java.time.Duration;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.Command;
import io.rediscluster.client.CommandOutcomeUnknownException;
import io.rediscluster.client.Retry;
import io.rediscluster.test.FakeAnswer;
import io.rediscluster.test.FakeNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/failure.md} shows about errors.
 */
@Timeout(60)
class FailureIT {

	@Test
	void errorsTellWhetherARepeatIsSafe() {
		try (FakeNode node = FakeNode.start();
				ClusterClient client = ClusterClient
					.connect(ClusterClientOptions.builder().seeds(node.address()).build())) {
			node.onNext("INCR", FakeAnswer.reset());
			String seen = count(client);
			assertThat(seen).isEqualTo("look");
			assertThat(node.requests("INCR")).as("not repeated").hasSize(1);
			node.onNext("SET", FakeAnswer.reset());
			assertThat(store(client)).isEqualTo("OK");
			assertThat(node.requests("SET")).as("repeated").hasSize(2);
		}
	}

	private static String count(ClusterClient client) {
		// tag::errors[]
		try {
			client.execute("INCR", "orders");
		}
		catch (CommandOutcomeUnknownException ex) {
			// the reply was lost: it may have counted
			return "look";
		}
		catch (ClusterClientException ex) {
			return ex.mayRepeat() ? "repeat" : "give up";
		}
		// end::errors[]
		return "counted";
	}

	private static String store(ClusterClient client) {
		// tag::repeatable[]
		// may be sent again after a lost reply: twice is the same as once
		Command set = Command.of("SET", "greeting", "hello").retry(Retry.REPEATABLE).timeout(Duration.ofSeconds(2));
		String reply = client.execute(set).asString();
		// end::repeatable[]
		return reply;
	}

}
