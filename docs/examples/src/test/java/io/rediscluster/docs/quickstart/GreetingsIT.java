package io.rediscluster.docs.quickstart;

import io.rediscluster.boot.test.EmbeddedRedisCluster;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;

// tag::test[]
@SpringBootTest
@EmbeddedRedisCluster
class GreetingsIT {

	@Autowired
	private Greetings greetings;

	@Test
	void countsEachName() {
		assertThat(this.greetings.greet("Ann")).isEqualTo("Hello Ann, for the 1. time");
		assertThat(this.greetings.greet("Bob")).isEqualTo("Hello Bob, for the 1. time");
		assertThat(this.greetings.greet("Ann")).isEqualTo("Hello Ann, for the 2. time");
	}

}
// end::test[]
