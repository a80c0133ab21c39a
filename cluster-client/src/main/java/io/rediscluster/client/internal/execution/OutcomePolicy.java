package io.rediscluster.client.internal.execution;

import java.util.Set;

import io.rediscluster.client.Retry;
import io.rediscluster.client.event.ClusterListener.RefreshCause;
import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.connection.LinkFailure;
import io.rediscluster.client.internal.resp.ErrorValue;

/**
 * Maps every outcome of an attempt to the one thing that is to be done. This is the whole
 * retry policy of the client.
 */
final class OutcomePolicy {

	private static final Set<String> SCRIPTS = Set.of("EVAL", "EVALSHA", "EVAL_RO", "EVALSHA_RO", "FCALL", "FCALL_RO");

	private OutcomePolicy() {
	}

	/**
	 * Decides after an error reply.
	 * @param error the error
	 * @param command the command
	 * @param onReplica whether a replica-mode connection gave it
	 * @return the action
	 */
	static Action onError(ErrorValue error, BoundCommand command, boolean onReplica) {
		if (SCRIPTS.contains(command.name()) && !isFromServer(error.message())) {
			return Action.FAIL;
		}
		return switch (error.code()) {
			case "MOVED" -> redirect(Action.Kind.MOVED, error, command);
			case "ASK" -> redirect(Action.Kind.ASK, error, command);
			case "TRYAGAIN" -> Action.retry("TRYAGAIN", null);
			case "CLUSTERDOWN" -> Action.retry("CLUSTERDOWN", RefreshCause.UNCOVERED);
			case "LOADING" ->
				onReplica ? Action.retryElsewhere("LOADING") : Action.retry("LOADING", RefreshCause.CONNECTION);
			case "MASTERDOWN" ->
				onReplica ? Action.retryElsewhere("MASTERDOWN") : Action.retry("MASTERDOWN", RefreshCause.CONNECTION);
			// the node is a replica now: nothing was popped. By CLIENT UNBLOCK it is the
			// caller's
			case "UNBLOCKED" -> error.message().contains("instance state changed")
					? Action.retry("UNBLOCKED", RefreshCause.READONLY) : Action.FAIL;
			case "READONLY" -> Action.retry("READONLY", RefreshCause.READONLY);
			default -> Action.FAIL;
		};
	}

	/**
	 * Tells an error of the server from one that a script raised with the same code: what
	 * happens inside a script is never repeated.
	 */
	private static boolean isFromServer(String line) {
		if (line.contains(" script: ")) {
			return false;
		}
		return line.matches("(MOVED|ASK) \\d+ \\S*:\\d+") || line.startsWith("TRYAGAIN Multiple keys request")
				|| line.startsWith("CLUSTERDOWN The cluster is down")
				|| line.startsWith("CLUSTERDOWN Hash slot not served")
				|| line.matches("LOADING \\S+ is loading the dataset in memory.*")
				|| line.startsWith("MASTERDOWN Link with ");
	}

	private static Action redirect(Action.Kind kind, ErrorValue error, BoundCommand command) {
		String[] words = error.message().split(" ");
		int colon = (words.length == 3) ? words[2].lastIndexOf(':') : -1;
		if (colon < 0 || words[2].startsWith("?")) {
			// a node that does not know where the slot is
			return (words.length == 3) ? Action.retry(kind.name(), RefreshCause.MOVED) : Action.FAIL;
		}
		try {
			int slot = Integer.parseInt(words[1]);
			int port = Integer.parseInt(words[2].substring(colon + 1));
			if (port < 1 || port > 65535 || (command.slot() >= 0 && command.slot() != slot)) {
				return Action.FAIL;
			}
			return new Action(kind, slot, words[2].substring(0, colon), port, "", null);
		}
		catch (NumberFormatException ex) {
			return Action.FAIL;
		}
	}

	/**
	 * Decides after a failure of the connection.
	 * @param failure the failure
	 * @param command the command
	 * @param rule the retry rule in force
	 * @param onReplica whether a replica-mode connection failed
	 * @return the action
	 */
	static Action onFailure(LinkFailure failure, BoundCommand command, Retry rule, boolean onReplica) {
		return switch (failure.kind()) {
			case TIMEOUT, INTERRUPTED, REJECTED -> Action.FAIL;
			case CONNECT, BROKEN, CLOSED ->
				mayRepeat(failure.sent(), command, rule) ? onReplica ? Action.retryElsewhere("connection")
						: Action.retry("connection", RefreshCause.CONNECTION) : Action.FAIL;
		};
	}

	private static boolean mayRepeat(boolean sent, BoundCommand command, Retry rule) {
		return switch (rule) {
			case NEVER -> false;
			case UNSENT -> !sent || command.isReadOnly();
			case REPEATABLE -> !sent || command.isReadOnly() || command.isRepeatable();
			case ALWAYS -> true;
		};
	}

}
