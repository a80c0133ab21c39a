package io.rediscluster.client.internal.execution;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Retry;
import io.rediscluster.client.internal.command.BoundCommand;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SlotGatesTests {

	private final SlotGates gates = new SlotGates();

	private long orders;

	private AsyncExecution submitted(String key) {
		AsyncExecution execution = new Submitted(BoundCommand.of("INCR", key));
		execution.setOrder(++this.orders);
		return execution;
	}

	@Test
	void everythingPassesWhileNothingIsTriedAgain() {
		AsyncExecution execution = submitted("a");
		assertThat(this.gates.pass(execution)).isTrue();
		assertThat(this.gates.release(execution)).isNull();
	}

	@Test
	void laterCommandsOfTheSlotWaitAndAreHandedOutOneByOneInOrder() {
		AsyncExecution first = submitted("a");
		assertThat(this.gates.close(first)).isTrue();
		AsyncExecution second = submitted("{a}2");
		AsyncExecution third = submitted("a");
		assertThat(this.gates.pass(second)).isFalse();
		assertThat(this.gates.pass(third)).isFalse();
		assertThat(this.gates.release(first)).isSameAs(second);
		assertThat(this.gates.release(first)).as("only the owner hands out").isNull();
		AsyncExecution fourth = submitted("a");
		assertThat(this.gates.pass(fourth)).isFalse();
		assertThat(this.gates.release(second)).isSameAs(third);
		assertThat(this.gates.release(third)).isSameAs(fourth);
		assertThat(this.gates.release(fourth)).isNull();
		assertThat(this.gates.pass(submitted("a"))).isTrue();
	}

	@Test
	void otherSlotsAndCommandsWithoutSlotPass() {
		this.gates.close(submitted("a"));
		assertThat(this.gates.pass(submitted("b"))).isTrue();
		AsyncExecution keyless = new Submitted(BoundCommand.of("PING"));
		assertThat(this.gates.pass(keyless)).isTrue();
		assertThat(this.gates.close(keyless)).isTrue();
		assertThat(this.gates.release(keyless)).isNull();
	}

	@Test
	void commandsThatWereSentAndComeBackWaitByTheirOrderOfSubmission() {
		AsyncExecution first = submitted("a");
		AsyncExecution second = submitted("a");
		AsyncExecution third = submitted("a");
		assertThat(this.gates.close(first)).isTrue();
		AsyncExecution fourth = submitted("a");
		assertThat(this.gates.pass(fourth)).isFalse();
		assertThat(this.gates.close(third)).isFalse();
		assertThat(this.gates.close(second)).isFalse();
		assertThat(this.gates.close(first)).as("the owner may try again").isTrue();
		assertThat(this.gates.release(first)).isSameAs(second);
		assertThat(this.gates.release(second)).isSameAs(third);
		assertThat(this.gates.release(third)).isSameAs(fourth);
	}

	@Test
	void aCommandThatEndsWithoutOwningTheGateReleasesNobody() {
		AsyncExecution owner = submitted("a");
		AsyncExecution other = submitted("a");
		this.gates.close(owner);
		assertThat(this.gates.release(other)).isNull();
		assertThat(this.gates.pass(submitted("a"))).isFalse();
	}

	private static final class Submitted extends AsyncExecution {

		Submitted(BoundCommand command) {
			super(new Progress(command, ReadFrom.PRIMARY, Retry.UNSENT, 0, 0, null));
		}

		@Override
		void succeeded(@Nullable Object value) {
			throw new AssertionError("gates end no command");
		}

		@Override
		void failed(ClusterClientException failure) {
			throw new AssertionError("gates end no command");
		}

	}

}
