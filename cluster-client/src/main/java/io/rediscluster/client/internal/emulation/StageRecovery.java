package io.rediscluster.client.internal.emulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import io.rediscluster.client.Command;
import io.rediscluster.client.CrossSlotOperations;
import io.rediscluster.client.Reply;
import io.rediscluster.client.Scan;
import io.rediscluster.client.ScanIterator;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.internal.emulation.TemporaryKeys.Stage;
import org.jspecify.annotations.Nullable;

/**
 * Finds stage keys by their names and puts back what is in them, with commands of one
 * slot each. Thread safe.
 */
public final class StageRecovery implements CrossSlotOperations {

	private final Function<Scan, ScanIterator<Reply>> scan;

	private final Function<Command, Reply> commands;

	/**
	 * Makes the recovery of a client.
	 * @param scan walks over the keys of the cluster
	 * @param commands carries out commands
	 */
	public StageRecovery(Function<Scan, ScanIterator<Reply>> scan, Function<Command, Reply> commands) {
		this.scan = scan;
		this.commands = commands;
	}

	@Override
	public List<Parked> parked() {
		return stages().stream().map(Found::parked).toList();
	}

	@Override
	public List<Parked> recover(Duration idle) {
		if (idle.isNegative()) {
			throw new IllegalArgumentException("idle: " + idle + " is negative");
		}
		List<Parked> recovered = new ArrayList<>();
		for (Found found : stages()) {
			Duration parkedFor = found.parked.idle();
			if ((idle.isZero() || (parkedFor != null && parkedFor.compareTo(idle) >= 0)) && isPutBack(found.stage)) {
				recovered.add(found.parked);
			}
		}
		return recovered;
	}

	private List<Found> stages() {
		List<Found> found = new ArrayList<>();
		try (ScanIterator<Reply> keys = this.scan.apply(Scan.match(TemporaryKeys.STAGES))) {
			while (keys.hasNext()) {
				Stage stage = TemporaryKeys.parse(Objects.requireNonNull(keys.next().asBytes()));
				if (stage != null) {
					found.add(new Found(stage,
							new Parked(Reply.of(stage.name()), Reply.of(stage.source()), idle(stage.name()))));
				}
			}
		}
		return found;
	}

	private @Nullable Duration idle(byte[] key) {
		try {
			Long seconds = execute("OBJECT IDLETIME", key).asLongOrNull();
			return (seconds != null) ? Duration.ofSeconds(seconds) : null;
		}
		catch (ServerErrorException ex) {
			// with an LFU policy servers count uses, not time
			return null;
		}
	}

	private boolean isPutBack(Stage stage) {
		try {
			return (stage.kind() == StageKind.MEMBER) ? membersArePutBack(stage) : elementsArePutBack(stage);
		}
		catch (ServerErrorException ex) {
			if (ex.code().equals("WRONGTYPE")) {
				return false;
			}
			throw ex;
		}
	}

	private boolean membersArePutBack(Stage stage) {
		boolean any = false;
		for (byte[] member : execute("SMEMBERS", stage.name()).asBytesList()) {
			any |= execute("SMOVE", stage.name(), stage.source(), Objects.requireNonNull(member)).asLong() > 0;
		}
		return any;
	}

	private boolean elementsArePutBack(Stage stage) {
		String side = (stage.kind() == StageKind.LEFT) ? "LEFT" : "RIGHT";
		boolean any = false;
		while (!execute("LMOVE", stage.name(), stage.source(), "LEFT", side).isNull()) {
			any = true;
		}
		return any;
	}

	private Reply execute(String name, Object... arguments) {
		return this.commands.apply(Command.of(name, arguments));
	}

	/**
	 * A stage key that exists.
	 *
	 * @param stage what its name says
	 * @param parked what the caller is told
	 */
	private record Found(Stage stage, Parked parked) {
	}

}
