package io.rediscluster.client.internal.command;

import java.util.Arrays;
import java.util.List;

import io.rediscluster.client.Command;
import io.rediscluster.client.Reply;
import io.rediscluster.client.internal.command.CommandSpec.Connection;
import io.rediscluster.client.internal.command.CommandSpec.Route;
import io.rediscluster.client.internal.resp.MapValue;
import io.rediscluster.client.internal.resp.SetValue;
import io.rediscluster.client.topology.HashSlot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class CommandSpecReaderTests {

	private static Object map(boolean resp3, Object... flat) {
		Object[] converted = Arrays.stream(flat)
			.map((each) -> (each instanceof String text) ? text.getBytes(UTF_8) : each)
			.toArray();
		return resp3 ? new MapValue(converted) : converted;
	}

	private static Object flags(boolean resp3, String... flags) {
		return resp3 ? new SetValue(flags) : flags;
	}

	private static Object array(Object... elements) {
		return elements;
	}

	private static Object range(boolean resp3, Object begin, long last, long step, long limit) {
		return map(resp3, "flags", flags(resp3, "RW"), "begin_search", begin, "find_keys",
				map(resp3, "type", "range", "spec", map(resp3, "lastkey", last, "keystep", step, "limit", limit)));
	}

	private static Object index(boolean resp3, long index) {
		return map(resp3, "type", "index", "spec", map(resp3, "index", index));
	}

	private static CommandSpec read(Object... command) {
		return CommandSpecReader.read("MOD.X", Reply.of(array(array(command))));
	}

	private static int[] keys(CommandSpec spec, Object... arguments) {
		return BoundCommand.of("MOD.X", arguments).with(spec).keyPositions();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void keySpecificationsAreRead(boolean resp3) {
		Object keyword = map(resp3, "type", "keyword", "spec", map(resp3, "keyword", "TO", "startfrom", 2L));
		Object counted = map(resp3, "flags", flags(resp3), "begin_search", index(resp3, 3), "find_keys",
				map(resp3, "type", "keynum", "spec", map(resp3, "keynumidx", 0L, "firstkey", 1L, "keystep", 1L)));
		CommandSpec spec = read("mod.x".getBytes(UTF_8), -2L, flags(resp3, "readonly"), 0L, 0L, 0L,
				flags(resp3, "@read"), array(),
				array(range(resp3, index(resp3, 1), 0, 1, 0), counted, range(resp3, keyword, 0, 1, 0)), array());
		assertThat(spec.isKnown()).isTrue();
		assertThat(spec.isReadOnly()).isTrue();
		assertThat(spec.route()).isEqualTo(Route.SLOT);
		assertThat(keys(spec, "k", "x", 2, "a", "b", "to", "d")).containsExactly(0, 3, 4, 6);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void positionsOfOlderServersAreRead(boolean resp3) {
		CommandSpec spec = read("mod.x".getBytes(UTF_8), 3L, flags(resp3, "write", "denyoom"), 1L, -1L, 2L);
		assertThat(spec.isReadOnly()).isFalse();
		assertThat(keys(spec, "a", "1", "b", "2")).containsExactly(0, 2);
	}

	@Test
	void aCommandWithoutKeysGoesAnywhereAndWithoutFlagsIsAWrite() {
		CommandSpec spec = read("mod.x".getBytes(UTF_8), 1L, array(), 0L, 0L, 0L, array(), array(), array(), array());
		assertThat(spec.route()).isEqualTo(Route.ANY);
		assertThat(spec.hasKeys()).isFalse();
		assertThat(spec.isWrite()).isTrue();
	}

	@Test
	void aBlockingCommandGetsAConnectionOfItsOwn() {
		CommandSpec spec = read("mod.x".getBytes(UTF_8), -1L, array("write", "blocking"), 1L, 1L, 1L);
		assertThat(spec.connection(new Object[0])).isEqualTo(Connection.EXCLUSIVE);
	}

	@Test
	void whatTheServerDoesNotKnowGetsTheServersOwnError() {
		for (Object reply : List.of(array((Object) null), array())) {
			CommandSpec spec = CommandSpecReader.read("NOSUCH", Reply.of(reply));
			assertThat(spec.isKnown()).isTrue();
			assertThat(spec.hasKeys()).isFalse();
			assertThat(spec.isReadOnly()).isFalse();
		}
	}

	@Test
	void aModuleCommandCalledWithoutItsKeyIsLeftToTheServer() {
		// modules register with arity -1, whatever they need
		CommandSpec spec = read("mod.x".getBytes(UTF_8), -1L, array("write"), 1L, 1L, 1L);
		assertThat(BoundCommand.of("MOD.X").with(spec).slot()).isEqualTo(Command.NO_SLOT);
		assertThat(BoundCommand.of("MOD.X", "k").with(spec).slot()).isEqualTo(HashSlot.of("k"));
	}

	@Test
	void namedKeysStayNamed() {
		CommandSpec spec = read("mod.x".getBytes(UTF_8), -1L, array("write"), 1L, 1L, 1L);
		BoundCommand command = BoundCommand.of("MOD.X", "a", "b").keys(1).with(spec);
		assertThat(command.slot()).isEqualTo(HashSlot.of("b"));
		assertThat(command.keyPositions()).containsExactly(1);
	}

}
