package io.rediscluster.client;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import io.rediscluster.client.internal.resp.ErrorValue;
import io.rediscluster.client.internal.resp.MapValue;
import io.rediscluster.client.internal.resp.SetValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReplyTests {

	/** Stands for a {@link ReplyTypeException}. */
	private static final String REFUSED = "refused";

	private static final Map<String, Function<Reply, Object>> ACCESSORS = new LinkedHashMap<>();

	static {
		ACCESSORS.put("string", Reply::asString);
		ACCESSORS.put("bytes", (reply) -> (reply.asBytes() != null) ? new String(reply.asBytes(), UTF_8) : null);
		ACCESSORS.put("long", Reply::asLong);
		ACCESSORS.put("longOrNull", Reply::asLongOrNull);
		ACCESSORS.put("double", Reply::asDouble);
		ACCESSORS.put("boolean", Reply::asBoolean);
		ACCESSORS.put("list", (reply) -> reply.asList().size());
		ACCESSORS.put("stringList", Reply::asStringList);
		ACCESSORS.put("bytesList", (reply) -> reply.asBytesList().size());
		ACCESSORS.put("map", (reply) -> reply.asMap().size());
	}

	private static byte[] bytes(String text) {
		return text.getBytes(UTF_8);
	}

	static Stream<Arguments> table() {
		Object[] pair = { bytes("a"), 1L };
		return Stream.of(
				// value, then string, bytes, long, longOrNull, double, boolean, list,
				// strings, bytes, map
				row(bytes("é"), "é", "é", REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED),
				row(bytes("17"), "17", "17", 17L, 17L, 17.0, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED),
				row("inf", "inf", "inf", REFUSED, REFUSED, Double.POSITIVE_INFINITY, REFUSED, REFUSED, REFUSED, REFUSED,
						REFUSED),
				row("OK", "OK", "OK", REFUSED, REFUSED, REFUSED, true, REFUSED, REFUSED, REFUSED, REFUSED),
				row(5L, "5", "5", 5L, 5L, 5.0, true, REFUSED, REFUSED, REFUSED, REFUSED),
				row(0L, "0", "0", 0L, 0L, 0.0, false, REFUSED, REFUSED, REFUSED, REFUSED),
				row(1.5, "1.5", "1.5", REFUSED, REFUSED, 1.5, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED),
				row(3.0, "3", "3", REFUSED, REFUSED, 3.0, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED),
				row(true, REFUSED, REFUSED, 1L, 1L, REFUSED, true, REFUSED, REFUSED, REFUSED, REFUSED),
				row(new BigInteger("99999999999999999999"), "99999999999999999999", "99999999999999999999", REFUSED,
						REFUSED, 1e20, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED),
				row(null, null, null, REFUSED, null, null, false, 0, List.of(), 0, 0),
				row(new ErrorValue("ERR x"), REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED,
						REFUSED, REFUSED),
				row(pair, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, 2, List.of("a", "1"), 2, 1),
				row(new Object[] { "a" }, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, 1, List.of("a"), 1,
						REFUSED),
				row(new SetValue(pair), REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, 2, List.of("a", "1"), 2,
						1),
				row(new MapValue(pair), REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, 2, List.of("a", "1"), 2,
						1));
	}

	private static Arguments row(Object value, Object... expected) {
		return Arguments.of(value, expected);
	}

	@ParameterizedTest
	@MethodSource("table")
	void eachAccessorGivesItsValueOrRefuses(Object value, Object[] expected) {
		Reply reply = Reply.of(value);
		int column = 0;
		for (Map.Entry<String, Function<Reply, Object>> accessor : ACCESSORS.entrySet()) {
			Object wanted = expected[column++];
			if (REFUSED.equals(wanted)) {
				assertThatExceptionOfType(ReplyTypeException.class).as(accessor.getKey())
					.isThrownBy(() -> accessor.getValue().apply(reply));
			}
			else {
				assertThat(accessor.getValue().apply(reply)).as(accessor.getKey()).isEqualTo(wanted);
			}
		}
	}

	@Test
	void nothingWrittenAboutAReplyShowsItsContent() {
		assertThat(Reply.of(bytes("s3cret")).toString()).doesNotContain("s3cret");
		assertThatThrownBy(() -> Reply.of(bytes("s3cret")).asLong()).hasMessageContaining("bulk string")
			.hasMessageNotContaining("s3cret");
	}

	@Test
	void anErrorIsTold() {
		Reply reply = Reply.of(new ErrorValue("ERR x"));
		assertThat(reply.isError()).isTrue();
		assertThat(reply.errorMessage()).isEqualTo("ERR x");
		assertThatThrownBy(reply::asString).hasMessageContaining("ERR x");
		assertThat(Reply.of("x").errorMessage()).isNull();
	}

	@Test
	void aMapKeepsItsOrderAndItsValues() {
		Reply reply = Reply.of(new MapValue(new Object[] { bytes("b"), 1L, bytes("a"), null }));
		assertThat(reply.isMap()).isTrue();
		assertThat(reply.asMap().keySet()).containsExactly("b", "a");
		assertThat(reply.asMap().get("b").asLong()).isEqualTo(1);
		assertThat(reply.asMap().get("a").isNull()).isTrue();
	}

	@Test
	void nullElementsStayNull() {
		Reply reply = Reply.of(new Object[] { bytes("a"), null });
		assertThat(reply.asStringList()).containsExactly("a", null);
		assertThat(reply.asBytesList().get(1)).isNull();
		assertThat(reply.asList().get(1).isNull()).isTrue();
	}

	@Test
	void plainObjectsAreMadeAtEveryDepth() {
		Object plain = Reply.of(new Object[] { new SetValue(new Object[] { 1L }), new ErrorValue("ERR x"), "t", null })
			.toObject();
		assertThat((List<?>) plain).satisfiesExactly((e) -> assertThat(e).isEqualTo(List.of(1L)),
				(e) -> assertThat(e).isInstanceOf(ServerErrorException.class), (e) -> assertThat(e).isEqualTo("t"),
				(e) -> assertThat(e).isNull());
		assertThat(Reply.of(new MapValue(new Object[] { "k", 2L })).toObject()).isEqualTo(List.of(Map.entry("k", 2L)));
	}

}
