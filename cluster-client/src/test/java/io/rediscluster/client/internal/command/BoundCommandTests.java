package io.rediscluster.client.internal.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.rediscluster.client.Command;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Retry;
import io.rediscluster.client.internal.command.CommandSpec.Connection;
import io.rediscluster.client.internal.resp.RequestBuffer;
import io.rediscluster.client.topology.HashSlot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BoundCommandTests {

	private static BoundCommand bind(String line) {
		String[] words = line.split(" ");
		Object[] arguments = Arrays.copyOfRange(words, 1, words.length, Object[].class);
		return BoundCommand.of(words[0], arguments);
	}

	private static String encoded(BoundCommand command) {
		RequestBuffer buffer = new RequestBuffer(16);
		command.encode(buffer);
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try {
			buffer.writeTo(out);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
		return out.toString(StandardCharsets.UTF_8);
	}

	@ParameterizedTest
	@CsvSource({ "GET k, k", "SET k v EX 5, k", "MGET k1 k2 k3, k1 k2 k3", "MSET k1 v k2 v, k1 k2", "DEL k1 k2, k1 k2",
			"BITOP AND k1 k2 k3, k1 k2 k3", "EVAL s 2 k1 k2 v v, k1 k2", "EVAL s 0 v, ''", "EVALSHA s 1 k1 k2, k1",
			"FCALL f 1 k v, k", "ZUNIONSTORE k1 2 k2 k3 WEIGHTS 1 2, k1 k2 k3", "ZUNION 2 k1 k2 WITHSCORES, k1 k2",
			"XREAD COUNT 1 STREAMS k1 k2 0 0, k1 k2", "XREAD BLOCK 0 STREAMS streams 0, streams",
			"XREADGROUP GROUP g c STREAMS k1 k2 > >, k1 k2", "XREADGROUP GROUP streams c STREAMS k >, k", "SORT k, k",
			"SORT k BY w_* GET x LIMIT 0 5 STORE k2, k k2", "SORT k store k2, k k2", "GEORADIUS k 1 2 3 km, k",
			"GEORADIUS k 1 2 3 km STORE k2, k k2", "GEORADIUS k 1 2 3 km STOREDIST k2, k k2",
			"GEORADIUSBYMEMBER k m 3 km STORE k2, k k2", "GEOSEARCHSTORE k1 k2 FROMMEMBER m BYRADIUS 1 km, k1 k2",
			"MIGRATE h 7000 k 0 100, k", "OBJECT ENCODING k, k", "MEMORY USAGE k, k", "XGROUP CREATE k g $, k",
			"XINFO STREAM k, k", "BLPOP k1 k2 0, k1 k2", "BLMOVE k1 k2 LEFT RIGHT 0, k1 k2",
			"LMPOP 2 k1 k2 LEFT, k1 k2", "BLMPOP 0 2 k1 k2 LEFT, k1 k2", "MSETEX 2 k1 v k2 v EX 5, k1 k2",
			"SINTERCARD 2 k1 k2 LIMIT 1, k1 k2", "LCS k1 k2, k1 k2", "RENAME k1 k2, k1 k2", "PUBLISH ch m, ch",
			"PFCOUNT k1 k2, k1 k2", "PING, ''", "CONFIG GET k, ''", "KEYS *, ''", "SMOVE k1 k2 m, k1 k2",
			"SDIFFSTORE k1 k2 k3, k1 k2 k3" })
	void keysAreFound(String line, String keys) {
		BoundCommand command = bind(line);
		List<String> found = new ArrayList<>();
		for (int position : command.keyPositions()) {
			found.add(new String(command.argument(position), StandardCharsets.UTF_8));
		}
		assertThat(String.join(" ", found)).isEqualTo(keys);
		List<Integer> slots = found.stream().map(HashSlot::of).distinct().toList();
		assertThat(command.slot())
			.isEqualTo(slots.isEmpty() ? Command.NO_SLOT : (slots.size() == 1) ? slots.get(0) : Command.SEVERAL_SLOTS);
	}

	@Test
	void migrateWithoutASingleKeyHasTheKeysAfterTheWordKeys() {
		BoundCommand command = BoundCommand.of("MIGRATE", "h", 7000, "", 0, 100, "REPLACE", "KEYS", "a", "b");
		assertThat(command.keyPositions()).containsExactly(7, 8);
	}

	@Test
	void keysAreFoundInBytesAsInText() {
		BoundCommand command = BoundCommand.of("xread", bytes("streams"), bytes("k"), bytes("0"));
		assertThat(command.keyPositions()).containsExactly(1);
		assertThat(command.slot()).isEqualTo(HashSlot.of("k"));
		assertThat(BoundCommand.of("EVAL", "s", 1L, bytes("k")).slot()).isEqualTo(HashSlot.of("k"));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@Test
	void numbersCanBeKeys() {
		assertThat(BoundCommand.of("GET", 17).slot()).isEqualTo(HashSlot.of("17"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "EVAL s x k", "EVAL s 2 k", "EVAL s -1 k", "EVAL s 2147483647 k", "EVAL s 4294967297 k",
			"ZUNIONSTORE d 9 k" })
	void keysThatCannotBeFoundAreAnError(String line) {
		assertThatIllegalArgumentException().isThrownBy(() -> bind(line))
			.withMessageStartingWith(line.substring(0, line.indexOf(' ')));
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "GET a b", "SET a", "MGET", "CONFIG GET", "OBJECT ENCODING", "SETEX a 1" })
	void theNumberOfArgumentsIsChecked(String line) {
		assertThatIllegalArgumentException().isThrownBy(() -> bind(line)).withMessageContaining("arguments");
	}

	@Test
	void aSlotArgumentIsTheSlot() {
		assertThat(bind("CLUSTER COUNTKEYSINSLOT 17").slot()).isEqualTo(17);
		assertThatIllegalArgumentException().isThrownBy(() -> bind("CLUSTER COUNTKEYSINSLOT 16384"));
		assertThatIllegalArgumentException().isThrownBy(() -> bind("CLUSTER COUNTKEYSINSLOT x"));
	}

	@Test
	void subcommandsCanBePartOfTheNameOrTheFirstArgument() {
		BoundCommand one = BoundCommand.of("config get", "maxmemory");
		BoundCommand two = BoundCommand.of("CONFIG", "get", "maxmemory");
		assertThat(one.name()).isEqualTo("CONFIG GET").isEqualTo(two.name());
		assertThat(one.spec()).isSameAs(two.spec());
		assertThat(encoded(one)).isEqualTo("*3\r\n$6\r\nCONFIG\r\n$3\r\nGET\r\n$9\r\nmaxmemory\r\n");
		assertThat(encoded(two)).isEqualTo("*3\r\n$6\r\nCONFIG\r\n$3\r\nget\r\n$9\r\nmaxmemory\r\n");
		assertThat(BoundCommand.of("CONFIG", bytes("GET"), "x").spec()).isSameAs(one.spec());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "A B C", "CONFIG  GET" })
	void whatIsNoNameIsRefused(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> BoundCommand.of(name, "x"));
	}

	@Test
	void argumentsAreBytesTextAndNumbers() {
		BoundCommand command = BoundCommand.of("MGET", bytes("b"), "é", 7, 8L, (short) 9, 1.5, 2f,
				new BigDecimal("1.20"), Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, new StringBuilder("sb"));
		List<String> texts = new ArrayList<>();
		for (int i = 0; i < command.argumentCount(); i++) {
			texts.add(new String(command.argument(i), StandardCharsets.UTF_8));
		}
		assertThat(texts).containsExactly("b", "é", "7", "8", "9", "1.5", "2.0", "1.20", "inf", "-inf", "sb");
		assertThat(encoded(BoundCommand.of("SET", "é", 7))).isEqualTo("*3\r\n$3\r\nSET\r\n$2\r\né\r\n$1\r\n7\r\n");
	}

	@Test
	void anArgumentOfAnotherTypeIsRefusedWithoutShowingIt() {
		assertThatIllegalArgumentException().isThrownBy(() -> BoundCommand.of("SET", "k", List.of("s3cret")))
			.withMessageContaining("argument 1 of SET")
			.withMessageContaining("List")
			.matches((ex) -> !ex.getMessage().contains("s3cret"));
		assertThatIllegalArgumentException().isThrownBy(() -> BoundCommand.of("SET", "k", null))
			.withMessageContaining("null");
		assertThat(BoundCommand.of("SET", "k3y", "s3cret").toString()).doesNotContain("s3cret").doesNotContain("k3y");
	}

	@Test
	void theNameIsFramedByItsBytes() {
		assertThat(encoded(BoundCommand.of("modül.x", "k"))).isEqualTo("*2\r\n$8\r\nMODÜL.X\r\n$1\r\nk\r\n");
	}

	@Test
	void namesDoNotDependOnTheLocale() {
		Locale before = Locale.getDefault();
		Locale.setDefault(Locale.forLanguageTag("tr"));
		try {
			assertThat(BoundCommand.of("incr", "i").name()).isEqualTo("INCR");
			assertThat(BoundCommand.of("xread", "block", 0, "streams", "k", 0).connection())
				.isEqualTo(Connection.EXCLUSIVE);
			assertThat(BoundCommand.of("georadius", "k", 1, 2, 3, "km", "storedist", "d").keyPositions())
				.containsExactly(0, 6);
		}
		finally {
			Locale.setDefault(before);
		}
	}

	@Test
	void anUnknownCommandIsAWriteWhoseKeysCanBeNamed() {
		BoundCommand command = BoundCommand.of("mod.set", "x", "k", "v");
		assertThat(command.spec().isKnown()).isFalse();
		assertThat(command.isReadOnly()).isFalse();
		assertThat(command.slot()).isEqualTo(Command.NO_SLOT);
		BoundCommand named = command.keys(1);
		assertThat(named.hasNamedKeys()).isTrue();
		assertThat(named.slot()).isEqualTo(HashSlot.of("k"));
		assertThat(named.keyPositions()).containsExactly(1);
		assertThat(command.keys(0, 1).slot()).isEqualTo(Command.SEVERAL_SLOTS);
		assertThatIllegalArgumentException().isThrownBy(() -> command.keys(3));
		assertThatIllegalArgumentException().isThrownBy(() -> command.keys(-1));
	}

	@Test
	void optionsOfACallAreKeptInCopies() {
		BoundCommand plain = BoundCommand.of("GET", "k");
		BoundCommand command = plain.timeout(Duration.ofSeconds(1)).retry(Retry.NEVER).readFrom(ReadFrom.ANY);
		assertThat(command.timeout()).isEqualTo(Duration.ofSeconds(1));
		assertThat(command.retry()).isEqualTo(Retry.NEVER);
		assertThat(command.readFrom()).isEqualTo(ReadFrom.ANY);
		assertThat(plain.timeout()).isNull();
		assertThat(command.keys(0).timeout()).isEqualTo(Duration.ofSeconds(1));
		assertThatIllegalArgumentException().isThrownBy(() -> plain.timeout(Duration.ZERO));
	}

	@ParameterizedTest
	@CsvSource({ "XREAD COUNT 1 STREAMS k 0, SHARED", "XREAD BLOCK 0 STREAMS k 0, EXCLUSIVE",
			"XREAD COUNT 1 block 0 STREAMS k 0, EXCLUSIVE", "XREAD STREAMS BLOCK 0, SHARED",
			"XREADGROUP GROUP g c STREAMS k >, SHARED", "XREADGROUP GROUP g c BLOCK 0 STREAMS k >, EXCLUSIVE",
			"XREADGROUP GROUP block c STREAMS k >, SHARED", "XREADGROUP GROUP g block STREAMS k >, SHARED",
			"XREADGROUP GROUP streams c BLOCK 0 STREAMS k >, EXCLUSIVE", "BLPOP k 0, EXCLUSIVE", "GET k, SHARED",
			"WATCH k, OWNED", "MULTI, OWNED", "SUBSCRIBE c, OWNED", "SELECT 1, REFUSED", "AUTH p, REFUSED" })
	void theKindOfConnectionFollowsFromTheCommand(String line, Connection connection) {
		assertThat(bind(line).connection()).isEqualTo(connection);
	}

	@ParameterizedTest
	@CsvSource({ "SET k v, true", "SET k v NX, false", "SET k v EX 5, false", "SETEX k 5 v, true", "PSETEX k 5 v, true",
			"MSET a 1 b 2, true", "HMSET k f v, true", "SCRIPT LOAD s, true", "FUNCTION LOAD REPLACE s, true",
			"FUNCTION LOAD s, false", "DEL k, false", "UNLINK k, false", "HSET k f v, false", "SADD k m, false",
			"SREM k m, false", "ZADD k 1 m, false", "EXPIRE k 5, false", "PEXPIREAT k 5, false", "PERSIST k, false",
			"RESTORE k 0 x, false", "INCR k, false", "GETSET k v, false", "SETNX k v, false", "MSETNX a 1, false",
			"APPEND k v, false", "EVAL s 0, false", "XADD k * f v, false" })
	void onlyUnconditionalOverwritesAreRepeatable(String line, boolean repeatable) {
		assertThat(bind(line).isRepeatable()).isEqualTo(repeatable);
	}

}
