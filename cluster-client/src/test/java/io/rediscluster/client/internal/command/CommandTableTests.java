package io.rediscluster.client.internal.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.rediscluster.client.internal.command.CommandSpec.Connection;
import io.rediscluster.client.internal.command.CommandSpec.Merge;
import io.rediscluster.client.internal.command.CommandSpec.Route;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CommandTableTests {

	private final CommandTable table = CommandTable.builtIn();

	@Test
	void refusedCommandsHaveAReason() {
		assertThat(this.table.all()).filteredOn((spec) -> spec.connection(new Object[0]) == Connection.REFUSED)
			.hasSizeGreaterThan(20)
			.allSatisfy((spec) -> assertThat(spec.reason()).as(spec.name()).isNotBlank());
	}

	@Test
	void commandsThatNeedANamedNodeHaveAReason() {
		assertThat(this.table.all()).filteredOn((spec) -> spec.route() == Route.NODE)
			.isNotEmpty()
			.allSatisfy((spec) -> assertThat(spec.reason()).as(spec.name()).isNotBlank());
	}

	@Test
	void commandsForSeveralNodesHaveARuleToJoinReplies() {
		assertThat(this.table.all())
			.filteredOn((spec) -> (spec.route() == Route.PRIMARIES || spec.route() == Route.NODES))
			.isNotEmpty()
			.allSatisfy((spec) -> assertThat(spec.merge()).as(spec.name()).isNotEqualTo(Merge.NONE));
	}

	@Test
	void commandsWithASlotHaveKeys() {
		assertThat(this.table.all()).filteredOn((spec) -> spec.route() == Route.SLOT || spec.route() == Route.SPLIT)
			.isNotEmpty()
			.allSatisfy((spec) -> assertThat(spec.hasKeys()).as(spec.name()).isTrue());
	}

	@Test
	void whatWouldChangeASharedConnectionNeverReachesOne() {
		assertThat(Set.of("SELECT", "HELLO", "AUTH", "SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "MONITOR", "CLIENT REPLY",
				"CLIENT TRACKING", "MULTI", "EXEC", "DISCARD", "WATCH", "RESET", "QUIT", "READONLY", "READWRITE",
				"ASKING", "SYNC", "PSYNC", "WAIT"))
			.allSatisfy((name) -> assertThat(this.table.find(name)).as(name)
				.isNotNull()
				.extracting((spec) -> spec.connection(new Object[0]))
				.isIn(Connection.OWNED, Connection.REFUSED));
	}

	@Test
	void noCommandIsBothReadOnlyAndAWrite() {
		assertThat(this.table.all()).noneMatch((spec) -> spec.isReadOnly() && spec.isWrite());
	}

	@Test
	void questionsAboutAServerAreReadsThoughServersDoNotSaySo() {
		assertThat(List.of("PING", "ECHO", "INFO", "TIME", "CONFIG GET", "CLIENT LIST", "CLUSTER NODES", "SLOWLOG GET",
				"PUBSUB NUMSUB", "SCRIPT EXISTS"))
			.allSatisfy((name) -> assertThat(this.table.find(name).isReadOnly()).as(name).isTrue());
		assertThat(List.of("CONFIG SET", "CONFIG RESETSTAT", "CLIENT KILL", "SLOWLOG RESET", "ACL LOG", "EVAL",
				"PUBLISH", "SCRIPT LOAD", "CLUSTER MEET"))
			.allSatisfy((name) -> assertThat(this.table.find(name).isReadOnly()).as(name).isFalse());
	}

	@Test
	void theTableHoldsWhatTheOverlaySays() throws IOException {
		for (String line : Files.readAllLines(Path.of("src/commands/overlay.tsv"))) {
			if (line.isBlank() || line.startsWith("#")) {
				continue;
			}
			String[] parts = line.split("\t");
			CommandSpec spec = this.table.find(parts[0]);
			assertThat(spec).as(parts[0]).isNotNull();
			for (String part : List.of(parts).subList(1, parts.length)) {
				String value = part.substring(part.indexOf('=') + 1);
				String constant = value.toUpperCase(Locale.ROOT).replace('-', '_');
				switch (part.substring(0, part.indexOf('='))) {
					case "route" -> assertThat(spec.route().name()).as(parts[0]).isEqualTo(constant);
					case "merge" -> assertThat(spec.merge().name()).as(parts[0]).isEqualTo(constant);
					case "repeatable" -> assertThat(spec.repeatable()).as(parts[0]).isEqualTo(value);
					case "reason" -> assertThat(spec.reason()).as(parts[0]).isEqualTo(value);
					default -> {
					}
				}
			}
		}
	}

	@Test
	void containersAreOnlyHalfAName() {
		assertThat(this.table.isContainer("CONFIG")).isTrue();
		assertThat(this.table.isContainer("GET")).isFalse();
		assertThat(this.table.find("CONFIG")).isNull();
	}

}
