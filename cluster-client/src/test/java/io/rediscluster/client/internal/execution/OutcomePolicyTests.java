package io.rediscluster.client.internal.execution;

import io.rediscluster.client.Retry;
import io.rediscluster.client.event.ClusterListener.RefreshCause;
import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.connection.LinkFailure;
import io.rediscluster.client.internal.execution.Action.Kind;
import io.rediscluster.client.internal.resp.ErrorValue;
import io.rediscluster.client.topology.HostAndPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class OutcomePolicyTests {

	private static final BoundCommand READ = BoundCommand.of("GET", "foo");

	private static final BoundCommand WRITE = BoundCommand.of("INCR", "foo");

	private static final BoundCommand OVERWRITE = BoundCommand.of("SET", "foo", "v");

	private static final BoundCommand SCRIPT = BoundCommand.of("EVAL", "s", 1, "foo");

	private static Action onError(String line, BoundCommand command) {
		return OutcomePolicy.onError(new ErrorValue(line), command, false);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "null", value = { "TRYAGAIN Multiple keys request during rehashing of slot, TRYAGAIN, null",
			"CLUSTERDOWN The cluster is down, CLUSTERDOWN, UNCOVERED",
			"CLUSTERDOWN Hash slot not served, CLUSTERDOWN, UNCOVERED",
			"LOADING Redis is loading the dataset in memory, LOADING, CONNECTION",
			"MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'., MASTERDOWN, CONNECTION",
			"READONLY You can't write against a read only replica., READONLY, READONLY",
			"MOVED 12182 ?:7000, MOVED, MOVED" })
	void passingErrorsAreTriedAgainLater(String line, String reason, RefreshCause refresh) {
		for (BoundCommand command : new BoundCommand[] { READ, WRITE }) {
			assertThat(onError(line, command)).isEqualTo(Action.retry(reason, refresh));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "LOADING Redis is loading the dataset in memory", "MASTERDOWN Link with MASTER is down" })
	void aReplicaThatCannotAnswerYieldsToAnotherNode(String line) {
		assertThat(OutcomePolicy.onError(new ErrorValue(line), READ, true).kind()).isEqualTo(Kind.RETRY_ELSEWHERE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "ERR unknown command", "WRONGTYPE Operation against a key",
			"NOREPLICAS Not enough good replicas", "UNBLOCKED client unblocked via CLIENT UNBLOCK",
			"OOM command not allowed", "NOAUTH Authentication required.", "NOPERM no permissions",
			"CROSSSLOT Keys in request don't hash to the same slot", "BUSY Redis is busy",
			"EXECABORT Transaction discarded", "MOVEDX 12182 h:1", "", "MOVED" })
	void everyOtherErrorIsTold(String line) {
		assertThat(onError(line, READ)).isSameAs(Action.FAIL);
		assertThat(onError(line, WRITE)).isSameAs(Action.FAIL);
	}

	@ParameterizedTest
	@CsvSource({ "MOVED 12182 10.0.0.1:7000, MOVED, 10.0.0.1, 7000", "ASK 12182 10.0.0.1:7000, ASK, 10.0.0.1, 7000",
			"MOVED 12182 ::1:7000, MOVED, ::1, 7000", "MOVED 12182 redis-1.example:7000, MOVED, redis-1.example, 7000",
			"MOVED 12182 :7000, MOVED, '', 7000" })
	void redirectsAreRead(String line, Kind kind, String endpoint, int port) {
		Action action = onError(line, WRITE);
		assertThat(action.kind()).isEqualTo(kind);
		assertThat(action.slot()).isEqualTo(12182);
		assertThat(action.endpoint()).isEqualTo(endpoint);
		assertThat(action.port()).isEqualTo(port);
	}

	@Test
	void anEmptyEndpointStandsForTheHostThatWasAsked() {
		HostAndPort asked = new HostAndPort("asked", 6379);
		assertThat(onError("MOVED 12182 :7000", READ).target(asked)).isEqualTo(new HostAndPort("asked", 7000));
		assertThat(onError("MOVED 12182 h:7000", READ).target(asked)).isEqualTo(new HostAndPort("h", 7000));
	}

	@ParameterizedTest
	@ValueSource(strings = { "MOVED 1 h:7000", "MOVED 99999 h:7000", "MOVED x h:7000", "MOVED 12182 h:x",
			"MOVED 12182 h:0", "MOVED 12182 h:65536", "MOVED 12182", "MOVED 12182 h:7000 more", "ASK 12182 h:" })
	void aRedirectThatMakesNoSenseIsNotFollowed(String line) {
		assertThat(onError(line, WRITE)).isSameAs(Action.FAIL);
	}

	@ParameterizedTest
	@ValueSource(strings = { "TRYAGAIN later", "CLUSTERDOWN of my own", "LOADING the cache",
			"MASTERDOWN says my script", "READONLY You can't write against a read only replica.", "MOVED away",
			"READONLY You can't write against a read only replica. script: 1a2b, on @user_script:1.",
			"CLUSTERDOWN Hash slot not served script: 1a2b, on @user_script:1.", "ERR MOVED 12182 h:7000",
			"MOVED 12182 h:7000 script: 1a2b, on @user_script:1." })
	void whatAScriptRaisesIsNeverRepeated(String line) {
		assertThat(onError(line, SCRIPT)).isSameAs(Action.FAIL);
		assertThat(onError(line, BoundCommand.of("FCALL", "f", 1, "foo"))).isSameAs(Action.FAIL);
		assertThat(onError(line, BoundCommand.of("EVALSHA_RO", "f", 1, "foo"))).isSameAs(Action.FAIL);
	}

	@ParameterizedTest
	@CsvSource({ "MOVED 12182 h:7000, MOVED", "ASK 12182 h:7000, ASK",
			"TRYAGAIN Multiple keys request during rehashing of slot, RETRY", "CLUSTERDOWN The cluster is down, RETRY",
			"CLUSTERDOWN Hash slot not served, RETRY", "LOADING Valkey is loading the dataset in memory, RETRY",
			"MASTERDOWN Link with PRIMARY is down, RETRY" })
	void whatTheServerSaysBeforeAScriptRunsIsFollowed(String line, Kind kind) {
		assertThat(onError(line, SCRIPT).kind()).isEqualTo(kind);
	}

	@ParameterizedTest
	@CsvSource({
			// rule, sent, then whether a read, an overwrite, another write is repeated
			"NEVER, false, false, false, false", "NEVER, true, false, false, false", "UNSENT, false, true, true, true",
			"UNSENT, true, true, false, false", "REPEATABLE, false, true, true, true",
			"REPEATABLE, true, true, true, false", "ALWAYS, false, true, true, true",
			"ALWAYS, true, true, true, true" })
	void aLostConnectionIsRepeatedAsTheRuleSays(Retry rule, boolean sent, boolean read, boolean overwrite,
			boolean write) {
		for (LinkFailure.Kind kind : new LinkFailure.Kind[] { LinkFailure.Kind.CONNECT, LinkFailure.Kind.BROKEN,
				LinkFailure.Kind.CLOSED }) {
			LinkFailure failure = new LinkFailure(kind, sent, "lost", null);
			assertRepeated(failure, READ, rule, read);
			assertRepeated(failure, OVERWRITE, rule, overwrite);
			assertRepeated(failure, WRITE, rule, write);
		}
	}

	private static void assertRepeated(LinkFailure failure, BoundCommand command, Retry rule, boolean repeated) {
		assertThat(OutcomePolicy.onFailure(failure, command, rule, false)).as(failure.kind() + " " + command)
			.isEqualTo(repeated ? Action.retry("connection", RefreshCause.CONNECTION) : Action.FAIL);
		assertThat(OutcomePolicy.onFailure(failure, command, rule, true)).as(failure.kind() + " " + command)
			.isEqualTo(repeated ? Action.retryElsewhere("connection") : Action.FAIL);
	}

	@ParameterizedTest
	@CsvSource({ "TIMEOUT", "INTERRUPTED", "REJECTED" })
	void theEndOfTheCallersPatienceEndsTheCallWhateverTheRule(LinkFailure.Kind kind) {
		for (Retry rule : Retry.values()) {
			for (boolean sent : new boolean[] { true, false }) {
				LinkFailure failure = new LinkFailure(kind, sent, "ended", null);
				assertThat(OutcomePolicy.onFailure(failure, READ, rule, false)).isSameAs(Action.FAIL);
				assertThat(OutcomePolicy.onFailure(failure, WRITE, rule, true)).isSameAs(Action.FAIL);
			}
		}
	}

}
