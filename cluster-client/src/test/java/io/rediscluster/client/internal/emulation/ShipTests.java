package io.rediscluster.client.internal.emulation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.rediscluster.client.ClusterClientOptions.CrossSlotLimits;
import io.rediscluster.client.CommandRefusedException;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.Reply;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.resp.ErrorValue;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What a shipped command sends, and what it makes of replies that no healthy server
 * gives. The keys a, b and c are in three slots.
 */
class ShipTests {

	private final Recorder calls = new Recorder();

	private Object run(CrossSlotLimits limits, String name, Object... arguments) {
		BoundCommand command = BoundCommand.of(name, arguments);
		Emulation emulation = Emulations.of(command);
		assertThat(emulation).isNotNull();
		return emulation.run(new EmulatedCall(command, this.calls, limits));
	}

	@Test
	void copiesTheCommandAndTheirRemovalAreOneUnitAtTheDestination() {
		this.calls.exec("OK", "OK", 3L, 1L);
		assertThat(run(CrossSlotLimits.DEFAULT, "SUNIONSTORE", "a", "a", "b", "b", "missing")).isEqualTo(3L);
		assertThat(this.calls.read).containsExactly("DUMP b", "DUMP missing");
		assertThat(this.calls.unit).extracting(BoundCommand::name)
			.containsExactly("SET", "RESTORE", "SUNIONSTORE", "UNLINK");
		assertThat(this.calls.unit).extracting(BoundCommand::slot).containsOnly(BoundCommand.of("GET", "a").slot());
		BoundCommand store = this.calls.unit.get(2);
		byte[] copy = this.calls.unit.get(0).argument(0);
		assertThat(text(copy)).startsWith("a:xslot-t-");
		assertThat(Stream.of(0, 1, 2, 3).map((index) -> text(store.argument(index)))).containsExactly("a", "a",
				text(copy), text(copy));
		assertThat(text(store.argument(4))).startsWith("a:xslot-t-").isNotEqualTo(text(copy));
		assertThat(this.calls.repeatable).isFalse();
	}

	@Test
	void aCopyThatTheServerRefusesFailsTheCommandInsteadOfPassingForEmpty() {
		this.calls.exec("OK", new ErrorValue("ERR DUMP payload version or checksum are wrong"),
				new ErrorValue("WRONGTYPE Operation against a key holding the wrong kind of value"), 1L);
		assertThatThrownBy(() -> run(CrossSlotLimits.DEFAULT, "ZUNIONSTORE", "a", 2, "a", "b"))
			.isInstanceOf(ServerErrorException.class)
			.hasMessage("ERR DUMP payload version or checksum are wrong");
		// the text that is there before is what makes the command fail
		assertThat(this.calls.unit.get(0).name()).isEqualTo("SET");
		assertThat(text(this.calls.unit.get(1).argument(3))).isEqualTo("REPLACE");
	}

	@Test
	void whatIsLargerThanTheClientAllowsIsRefusedBeforeAnythingIsChanged() {
		assertThatThrownBy(() -> run(new CrossSlotLimits(11, 0), "SUNIONSTORE", "a", "b", "c"))
			.isInstanceOfSatisfying(CommandRefusedException.class, (ex) -> {
				assertThat(ex).hasMessageContaining("SUNIONSTORE")
					.hasMessageContaining("cross-slot.max-bytes")
					.hasMessageContaining("slots 15495, 3300, 7365");
				assertThat(ex.mayRepeat()).isTrue();
			});
		assertThat(this.calls.unit).isEmpty();
	}

	@Test
	void readsRunWhereMostKeysAreAndMayBeRepeated() {
		this.calls.exec("OK", "OK", new Object[0], 1L);
		run(CrossSlotLimits.DEFAULT, "ZUNION", 3, "a", "{b}1", "{b}2");
		assertThat(this.calls.read).containsExactly("DUMP a");
		assertThat(this.calls.unit.get(2).slot()).isEqualTo(BoundCommand.of("GET", "b").slot());
		assertThat(this.calls.repeatable).isTrue();
	}

	@Test
	void stringsTravelAsTheyAre() {
		this.calls.exec("OK", 5L, 1L);
		assertThat(run(CrossSlotLimits.DEFAULT, "BITOP", "NOT", "a", "b")).isEqualTo(5L);
		assertThat(this.calls.read).containsExactly("GET b");
		assertThat(this.calls.unit).extracting(BoundCommand::name).containsExactly("SET", "BITOP", "UNLINK");
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

	/**
	 * Gives every key a value of eight bytes, but the one called missing.
	 */
	private static final class Recorder implements SlotCalls {

		private final List<String> read = new ArrayList<>();

		private List<BoundCommand> unit = List.of();

		private boolean repeatable;

		private List<Reply> replies = List.of();

		void exec(Object... values) {
			this.replies = Stream.of(values).map(Reply::of).toList();
		}

		@Override
		public Reply call(BoundCommand command) {
			String key = text(command.argument(0));
			this.read.add(command.name() + " " + key);
			return Reply.of(key.equals("missing") ? null : new byte[8]);
		}

		@Override
		public Reply repeat(BoundCommand command) {
			throw new UnsupportedOperationException();
		}

		@Override
		public List<Reply> unit(List<BoundCommand> commands, boolean repeatable) {
			this.unit = commands;
			this.repeatable = repeatable;
			assertThat(this.replies).hasSameSizeAs(commands);
			return this.replies;
		}

		@Override
		public List<Outcome> together(List<BoundCommand> commands) {
			throw new UnsupportedOperationException();
		}

		@Override
		public WatchedKeys watch(BoundCommand watch) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void allowCleanUp() {
			throw new UnsupportedOperationException();
		}

		@Override
		public long remaining() {
			return 1;
		}

	}

}
