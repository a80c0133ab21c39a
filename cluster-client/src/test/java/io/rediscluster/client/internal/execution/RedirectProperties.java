package io.rediscluster.client.internal.execution;

import java.util.List;

import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.resp.ErrorValue;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.HostAndPort;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Error lines that servers never send: none makes the client stumble, and only a whole
 * redirect is followed.
 */
class RedirectProperties {

	private static final BoundCommand COMMAND = BoundCommand.of("GET", "a");

	@Provide
	Arbitrary<String> lines() {
		Arbitrary<String> word = Arbitraries.oneOf(Arbitraries.of(List.of("MOVED", "ASK", "-1", "16384",
				"127.0.0.1:7000", ":", "[::1]:7000", "host:99999999999", "?:1", "")),
				Arbitraries.strings().ofMaxLength(12));
		return Combinators
			.combine(Arbitraries.of("MOVED", "ASK", "CLUSTERDOWN", "TRYAGAIN", "MOVEDX", ""), word, word, word)
			.as((first, second, third, fourth) -> String.join(" ", first, second, third, fourth));
	}

	@Property(tries = 2000)
	void anyLineIsAnActionAndARedirectNamesASlot(@ForAll("lines") String line) {
		Action action = OutcomePolicy.onError(new ErrorValue(line), COMMAND, false);
		if (action.kind() == Action.Kind.MOVED || action.kind() == Action.Kind.ASK) {
			assertThat(action.slot()).isBetween(0, HashSlot.COUNT - 1);
		}
	}

	@Property(tries = 500)
	void aRedirectOfTheCommandsSlotIsReadAsItIs(@ForAll @IntRange(min = 1, max = 65535) int port) {
		Action action = OutcomePolicy.onError(new ErrorValue("MOVED " + COMMAND.slot() + " 10.0.0.7:" + port), COMMAND,
				false);
		assertThat(action.kind()).isEqualTo(Action.Kind.MOVED);
		assertThat(action.slot()).isEqualTo(COMMAND.slot());
		assertThat(action.target(new HostAndPort("asked", 1))).hasToString("10.0.0.7:" + port);
	}

}
