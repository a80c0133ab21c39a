package io.rediscluster.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/commands.md} says about times to live, for keys of one slot and of
 * several: the source has 500 seconds, the destination 1000.
 */
@Timeout(120)
class DocumentedTtlIT extends OnSharedCluster {

	private static final Pattern ROW = Pattern
		.compile("(?m)^\\| `([A-Z]+)` \\|.*\\| (kept|taken along|removed|none)(, unless `KEEPTTL`)? \\|$");

	private static final long SOURCE = 500_000;

	private static final long DESTINATION = 1_000_000;

	/** How the keys a and b are filled, then the call; d is the destination. */
	private static final Map<String, String> CALLS = calls();

	private static Map<String, String> calls() {
		Map<String, String> calls = new HashMap<>();
		put(calls, "SET %s x", "SET d y", "MSET d y a z", "BITOP AND d a b", "RENAME a d", "COPY a d REPLACE");
		put(calls, "", "MSETNX d x a y");
		put(calls, "RPUSH %s m n", "RPOPLPUSH a d", "BRPOPLPUSH a d 1", "LMOVE a d LEFT RIGHT",
				"BLMOVE a d LEFT RIGHT 1", "SORT a ALPHA STORE d");
		put(calls, "PFADD %s m n", "PFMERGE d a b");
		put(calls, "SADD %s m %s", "SDIFFSTORE d a b", "SINTERSTORE d a b", "SUNIONSTORE d a b", "SMOVE a d m");
		put(calls, "ZADD %s 1 m 2 %s", "ZDIFFSTORE d 2 a b", "ZINTERSTORE d 2 a b", "ZUNIONSTORE d 2 a b",
				"ZRANGESTORE d a 0 -1");
		put(calls, "GEOADD %s 1 1 m", "GEORADIUS a 0 0 900 km STORE d", "GEORADIUSBYMEMBER a m 900 km STORE d",
				"GEOSEARCHSTORE d a FROMMEMBER m BYRADIUS 900 km");
		// the destination must not exist
		calls.put("RENAMENX", "SET %s x\nRENAMENX a d");
		return calls;
	}

	private static void put(Map<String, String> calls, String fill, String... lines) {
		for (String line : lines) {
			calls.put(line.substring(0, line.indexOf(' ')), fill + "\n" + line);
		}
	}

	static Stream<Arguments> rows() {
		try {
			Matcher row = ROW.matcher(Files.readString(Path.of("../docs/commands.md")));
			return row.results().map((found) -> Arguments.of(found.group(1), found.group(2))).toList().stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@ParameterizedTest
	@MethodSource("rows")
	void theTimeToLiveOfTheDestinationIsAsDocumented(String command, String expected) {
		assertThat(CALLS).as("calls to try").containsKey(command);
		String[] lines = CALLS.get(command).split("\n");
		for (String tag : List.of("", "{t}")) {
			boolean exists = !lines[0].isEmpty() && !command.equals("RENAMENX");
			for (String key : List.of("a", "b", "d")) {
				if (!lines[0].isEmpty() && (exists || !key.equals("d"))) {
					run(String.format(lines[0], tag + key, key));
					client.execute("PEXPIRE", tag + key, key.equals("d") ? DESTINATION : SOURCE);
				}
			}
			run(tagged(lines[1], tag));
			long left = client.execute("PTTL", tag + "d").asLong();
			switch (expected) {
				case "kept" -> assertThat(left).as(command).isBetween(SOURCE + 1, DESTINATION);
				case "taken along" -> assertThat(left).as(command).isBetween(1L, SOURCE);
				default -> assertThat(left).as(command).isEqualTo(-1);
			}
		}
	}

	private static String tagged(String line, String tag) {
		return Stream.of(line.split(" "))
			.map((word) -> List.of("a", "b", "d").contains(word) ? tag + word : word)
			.reduce((left, right) -> left + " " + right)
			.orElseThrow();
	}

	private static void run(String line) {
		String[] words = line.split(" ");
		client.execute(words[0], (Object[]) Arrays.copyOfRange(words, 1, words.length));
	}

}
