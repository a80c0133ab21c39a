package io.rediscluster.client;

import java.time.Duration;

import io.rediscluster.client.topology.Node;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a call that failed. Holds no argument values.
 *
 * @param command the command's name, or {@code null} if no single command was concerned
 * @param slot the slot of its keys, {@link Command#NO_SLOT} or
 * {@link Command#SEVERAL_SLOTS}
 * @param node the node that was asked last, or {@code null} if none was
 * @param attempts how many times the command was tried, redirects included
 * @param elapsed the time since the call began
 * @param sent whether any byte of the last attempt may have reached a server
 * @param readOnly whether the command changes nothing on the server
 */
public record CallDetails(@Nullable String command, int slot, @Nullable Node node, int attempts, Duration elapsed,
		boolean sent, boolean readOnly) {

	static final CallDetails NONE = new CallDetails(null, Command.NO_SLOT, null, 0, Duration.ZERO, false, false);

	String describe() {
		if (this.command == null) {
			return "";
		}
		StringBuilder text = new StringBuilder(" [").append(this.command);
		if (this.slot >= 0) {
			text.append(", slot ").append(this.slot);
		}
		if (this.node != null) {
			text.append(", node ").append(this.node);
		}
		text.append(", attempts ").append(this.attempts);
		return text.append(", after ").append(this.elapsed.toMillis()).append(" ms]").toString();
	}

}
