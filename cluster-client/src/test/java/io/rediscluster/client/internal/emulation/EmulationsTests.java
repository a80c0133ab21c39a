package io.rediscluster.client.internal.emulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.command.CommandTable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EmulationsTests {

	@Test
	void everyEmulatedCommandIsDocumented() throws IOException {
		String documentation = Files.readString(Path.of("../docs/commands.md"));
		String rows = documentation.substring(documentation.indexOf("### What is carried out in steps"),
				documentation.indexOf("Refused:"));
		assertThat(Emulations.names()).allSatisfy((name) -> assertThat(rows).containsPattern("`" + name + "[ `]"));
	}

	@Test
	void everyEmulatedCommandIsInTheTableOfCommands() {
		assertThat(Emulations.names()).allSatisfy((name) -> assertThat(CommandTable.builtIn().find(name)).isNotNull());
	}

	@Test
	void whatWaitsAtTwoNodesIsNotEmulated() {
		assertThat(Emulations.of(BoundCommand.of("XREAD", "STREAMS", "a", "b", "0", "0"))).isNotNull();
		assertThat(Emulations.of(BoundCommand.of("XREAD", "BLOCK", "1", "STREAMS", "a", "b", "0", "0"))).isNull();
		assertThat(Emulations.of(BoundCommand.of("BLPOP", "a", "b", "1"))).isNull();
	}

}
