package io.rediscluster.client.internal.execution;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.resp.ErrorValue;
import io.rediscluster.client.internal.resp.MapValue;
import io.rediscluster.client.internal.resp.RequestBuffer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UnitTests {

	private static final byte[] OK = "OK".getBytes(StandardCharsets.US_ASCII);

	private final Unit unit = new Unit(List.of(BoundCommand.of("SET", "a", "1"), BoundCommand.of("HGETALL", "{a}h")));

	@Test
	void isOnePieceFromMultiToExecWithAskingBeforeIt() throws IOException {
		RequestBuffer buffer = new RequestBuffer(16);
		AskingRequest request = new AskingRequest(this.unit);
		request.encode(buffer);
		assertThat(text(buffer)).isEqualTo("ASKING MULTI SET a 1 HGETALL {a}h EXEC");
		assertThat(request.replies()).isEqualTo(5);
	}

	@Test
	void resultIsWhatExecGave() {
		Object[] elements = { OK, new ErrorValue("WRONGTYPE no") };
		assertThat(this.unit.result(new Object[] { OK, OK, OK, elements })).isSameAs(elements);
		assertThat(this.unit.result(new Object[] { OK, OK, OK, null })).isNull();
	}

	@Test
	void refusalIsTheErrorOfTheFirstCommandThatWasNotQueued() {
		ErrorValue moved = new ErrorValue("MOVED 1 host:1");
		ErrorValue abort = new ErrorValue("EXECABORT Transaction discarded because of previous errors.");
		assertThat(this.unit.result(new Object[] { OK, OK, moved, abort })).isEqualTo(moved);
	}

	@Test
	void refusalThatExecAloneGivesIsStrippedOfItsPrefix() {
		ErrorValue abort = new ErrorValue("EXECABORT Transaction discarded because of: LOADING Redis is loading");
		assertThat(this.unit.result(new Object[] { OK, OK, OK, abort }))
			.isEqualTo(new ErrorValue("LOADING Redis is loading"));
		ErrorValue tryAgain = new ErrorValue("TRYAGAIN Multiple keys request during rehashing of slot");
		assertThat(this.unit.result(new Object[] { OK, OK, OK, tryAgain })).isEqualTo(tryAgain);
	}

	@Test
	void asksForRefusalOfAskingBeforeAnythingElse() {
		ErrorValue refused = new ErrorValue("NOPERM asking");
		ErrorValue abort = new ErrorValue("EXECABORT Transaction discarded because of previous errors.");
		assertThat(new AskingRequest(this.unit)
			.result(new Object[] { refused, OK, new ErrorValue("MOVED 1 host:1"), OK, abort })).isEqualTo(refused);
	}

	@Test
	void bringsEachElementToItsShapeInResp3() {
		Object[] hash = { OK, OK };
		Object[] normalised = (Object[]) this.unit.normalise(new Object[] { OK, hash });
		assertThat(normalised[0]).isSameAs(OK);
		assertThat(normalised[1]).isInstanceOf(MapValue.class);
		assertThat(this.unit.normalise(null)).isNull();
	}

	@Test
	void isReadOnlyIfAllItsCommandsAre() {
		assertThat(this.unit.isWrite()).isTrue();
		assertThat(new Unit(List.of(BoundCommand.of("GET", "a"), BoundCommand.of("PTTL", "a"))).isWrite()).isFalse();
	}

	private static String text(RequestBuffer buffer) throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		buffer.writeTo(out);
		return out.toString(StandardCharsets.US_ASCII)
			.lines()
			.filter((line) -> !line.startsWith("*") && !line.startsWith("$"))
			.reduce((a, b) -> a + " " + b)
			.orElse("");
	}

}
