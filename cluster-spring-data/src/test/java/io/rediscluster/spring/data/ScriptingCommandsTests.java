package io.rediscluster.spring.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.internal.resp.ErrorValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisPipelineException;
import org.springframework.data.redis.connection.RedisScriptingCommands;
import org.springframework.data.redis.connection.ReturnType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ScriptingCommands}.
 */
class ScriptingCommandsTests {

	private static final byte[] SCRIPT = bytes("return 1");

	private final RecordingClusterClient client = new RecordingClusterClient();

	private final ClusterConnection connection = new ClusterConnection(this.client, true);

	private final RedisScriptingCommands commands = this.connection.scriptingCommands();

	@Test
	void aScriptRunsWhereItsKeysLive() {
		this.client.answer(1L, 2L, 3L);
		Long first = this.commands.eval(SCRIPT, ReturnType.INTEGER, 1, bytes("foo"), bytes("arg"));
		Long second = this.commands.evalSha("abc", ReturnType.INTEGER, 1, bytes("foo"), bytes("arg"));
		Long third = this.commands.evalSha(bytes("abc"), ReturnType.INTEGER, 1, bytes("foo"), bytes("arg"));
		assertThat(List.of(first, second, third)).containsExactly(1L, 2L, 3L);
		assertThat(this.client.sent()).containsExactly("EVAL return 1 1 foo arg", "EVALSHA abc 1 foo arg",
				"EVALSHA abc 1 foo arg");
		assertThat(this.client.commands()).allMatch((command) -> command.slot() == 12182);
	}

	@Test
	void aScriptNeedsNoKeys() {
		this.client.answer(bytes("v"));
		byte[] value = this.commands.eval(SCRIPT, ReturnType.VALUE, 0);
		assertThat(value).isEqualTo(bytes("v"));
		assertThat(this.client.sent()).containsExactly("EVAL return 1 0");
	}

	@Test
	void truthValuesAreRead() {
		this.client.answer(1L, 0L, 2L).answerNull().answer("OK", bytes("x"), true, false);
		assertThat(evaluate(ReturnType.BOOLEAN, 8)).containsExactly(true, false, false, false, true, true, true, false);
	}

	@Test
	void numbersAreRead() {
		this.client.answer(7L, bytes("8")).answerNull();
		assertThat(evaluate(ReturnType.INTEGER, 3)).containsExactly(7L, 8L, null);
	}

	@Test
	void statusesAreText() {
		this.client.answer("OK", bytes("x")).answerNull();
		assertThat(evaluate(ReturnType.STATUS, 3)).containsExactly("OK", "x", null);
	}

	@Test
	void valuesAreBytes() {
		this.client.answer(bytes("x"), 5L).answerNull();
		assertThat(evaluate(ReturnType.VALUE, 3)).containsExactly(bytes("x"), bytes("5"), null);
	}

	@Test
	void listsMayBeNested() {
		this.client.answer((Object) new Object[] { 1L, "OK", null, new Object[] { 2L, new Object[0] } });
		assertThat(evaluate(ReturnType.MULTI, 1))
			.containsExactly(Arrays.asList(1L, "OK", null, List.of(2L, List.of())));
	}

	@Test
	void aSingleValueBecomesAListOfOne() {
		this.client.answer(7L).answerNull();
		assertThat(evaluate(ReturnType.MULTI, 2)).containsExactly(List.of(7L), null);
	}

	@Test
	void anErrorWithinAListIsThrown() {
		this.client.answer((Object) new Object[] { 1L, new Object[] { new ErrorValue("ERR inner") } });
		assertThatExceptionOfType(RedisSystemException.class)
			.isThrownBy(() -> this.commands.eval(SCRIPT, ReturnType.MULTI, 0))
			.havingRootCause()
			.withMessage("ERR inner");
	}

	@Test
	void aValueOfAnotherTypeIsAnError() {
		this.client.answer(bytes("text"));
		assertThatExceptionOfType(RedisSystemException.class)
			.isThrownBy(() -> this.commands.eval(SCRIPT, ReturnType.INTEGER, 0));
	}

	@Test
	void aMissingScriptCanBeTold() {
		this.client.answer(new ServerErrorException("NOSCRIPT No matching script."));
		assertThatExceptionOfType(NonTransientDataAccessException.class)
			.isThrownBy(() -> this.commands.evalSha("abc", ReturnType.VALUE, 0))
			.havingRootCause()
			.withMessageContaining("NOSCRIPT");
	}

	@ParameterizedTest
	@EnumSource
	void inAPipelineTheResultIsAnElement(ReturnType type) {
		this.connection.openPipeline();
		Object now = this.commands.eval(SCRIPT, type, 0);
		assertThat(now).isNull();
		this.client.answer(1L);
		Object expected = switch (type) {
			case BOOLEAN -> true;
			case INTEGER -> 1L;
			case MULTI -> List.of(1L);
			case STATUS -> "1";
			case VALUE -> bytes("1");
		};
		assertThat(this.connection.closePipeline()).containsExactly(expected);
	}

	@Test
	void inAPipelineAnErrorWithinAListStaysAtItsIndex() {
		this.connection.openPipeline();
		this.commands.eval(SCRIPT, ReturnType.MULTI, 0);
		this.client.answer((Object) new Object[] { new ErrorValue("ERR inner") });
		assertThatExceptionOfType(RedisPipelineException.class).isThrownBy(this.connection::closePipeline)
			.havingRootCause()
			.withMessage("ERR inner");
	}

	@Test
	void scriptsAreLoadedFlushedKilledAndLookedFor() {
		this.client.answer(bytes("abc"), new Object[] { 1L, 0L }, "OK", "OK");
		assertThat(this.commands.scriptLoad(SCRIPT)).isEqualTo("abc");
		assertThat(this.commands.scriptExists("abc", "def")).containsExactly(true, false);
		this.commands.scriptFlush();
		this.commands.scriptKill();
		assertThat(this.client.sent()).containsExactly("SCRIPT LOAD return 1", "SCRIPT EXISTS abc def", "SCRIPT FLUSH",
				"SCRIPT KILL");
	}

	@Test
	void argumentsAreCheckedBeforeAnythingIsSent() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.commands.scriptLoad(null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.commands.scriptExists());
		assertThatIllegalArgumentException().isThrownBy(() -> this.commands.scriptExists("a", null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.commands.eval(null, ReturnType.VALUE, 0));
		assertThatIllegalArgumentException().isThrownBy(() -> this.commands.eval(SCRIPT, null, 0));
		assertThatIllegalArgumentException().isThrownBy(() -> this.commands.eval(SCRIPT, ReturnType.VALUE, 2, SCRIPT));
		assertThatIllegalArgumentException().isThrownBy(() -> this.commands.eval(SCRIPT, ReturnType.VALUE, -1));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.commands.evalSha((String) null, ReturnType.VALUE, 0));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.commands.evalSha((byte[]) null, ReturnType.VALUE, 0));
		assertThat(this.client.sent()).isEmpty();
	}

	private List<Object> evaluate(ReturnType type, int times) {
		Object[] results = new Object[times];
		for (int i = 0; i < times; i++) {
			results[i] = this.commands.eval(SCRIPT, type, 0);
		}
		return Arrays.asList(results);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
