package io.rediscluster.client.internal.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

import io.rediscluster.client.Command;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import static org.assertj.core.api.Assertions.assertThat;

class BoundCommandProperties {

	private static final List<CommandSpec> SPECS = CommandTable.builtIn()
		.all()
		.stream()
		.sorted(Comparator.comparing(CommandSpec::name))
		.toList();

	private static final Object[] WORDS = { "", "k", "{t}k", "0", "1", "2", "-1", "99", 3, 4L, Integer.MAX_VALUE,
			Long.MIN_VALUE, "STREAMS", "BLOCK", "STORE", "KEYS", "GROUP", "REPLACE", "GET", new byte[0],
			"streams".getBytes(), new byte[] { -1, -2 }, 1.5, "é" };

	@Property(tries = 20_000)
	void anyArgumentsGiveACommandOrAnIllegalArgument(@ForAll long seed) {
		Random random = new Random(seed);
		CommandSpec spec = SPECS.get(random.nextInt(SPECS.size()));
		List<Object> arguments = new ArrayList<>();
		for (int i = random.nextInt(10); i > 0; i--) {
			arguments.add(WORDS[random.nextInt(WORDS.length)]);
		}
		BoundCommand command;
		try {
			command = BoundCommand.of(spec.name(), arguments.toArray());
		}
		catch (IllegalArgumentException ex) {
			assertThat(ex).isExactlyInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(spec.name());
			return;
		}
		assertThat(command.slot()).isBetween(Command.SEVERAL_SLOTS, 16383);
		for (int position : command.keyPositions()) {
			assertThat(position).isBetween(0, command.argumentCount() - 1);
		}
		assertThat(command.keyPositions()).isSorted().doesNotHaveDuplicates();
		assertThat(command.connection()).isNotEqualTo(CommandSpec.Connection.EXCLUSIVE_IF_BLOCK);
		assertThat(command.isRepeatable() && command.isReadOnly()).isFalse();
	}

}
