package io.rediscluster.client.internal.emulation;

import java.util.List;
import java.util.Optional;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.Reply;
import io.rediscluster.client.internal.command.BoundCommand;
import org.jspecify.annotations.Nullable;

/**
 * What the steps of one emulated call are carried out with: commands of one slot each, on
 * primaries, all within the time limit of the whole call. For one thread.
 */
public interface SlotCalls {

	/**
	 * Carries out a command; a write whose reply is lost is not repeated.
	 * @param command the command
	 * @return the reply, never an error
	 * @throws ClusterClientException if there is none
	 */
	Reply call(BoundCommand command);

	/**
	 * Carries out a write that leaves the same data when it is repeated.
	 * @param command the command
	 * @return the reply, never an error
	 * @throws ClusterClientException if there is none
	 */
	Reply repeat(BoundCommand command);

	/**
	 * Carries out commands of one slot as one.
	 * @param commands the commands in order
	 * @param repeatable whether they leave the same data when they are repeated
	 * @return one reply per command, where an error stays in its place
	 * @throws ClusterClientException if nothing was carried out, or if that is unknown
	 */
	List<Reply> unit(List<BoundCommand> commands, boolean repeatable);

	/**
	 * Carries out reads of several slots at the same time.
	 * @param commands the commands
	 * @return their outcomes in order
	 * @throws ClusterClientException if the thread is interrupted; its status is set
	 */
	List<Outcome> together(List<BoundCommand> commands);

	/**
	 * Watches keys of one slot over a connection that is held until the watch is closed.
	 * @param watch the command WATCH
	 * @return the watch
	 * @throws ClusterClientException if no connection could watch them
	 */
	WatchedKeys watch(BoundCommand watch);

	/**
	 * Leaves a little time for what takes back a step, also when the time limit has
	 * passed.
	 */
	void allowCleanUp();

	/**
	 * Returns what is left of the time limit.
	 * @return nanoseconds, not positive if it has passed
	 */
	long remaining();

	/**
	 * Keys that are watched. For one thread.
	 */
	interface WatchedKeys extends AutoCloseable {

		/**
		 * Reads over the connection that watches.
		 * @param command the command
		 * @return the reply, or {@code null} if the watch was lost
		 * @throws ClusterClientException if the server answered with an error, or if the
		 * time has passed
		 */
		@Nullable Reply read(BoundCommand command);

		/**
		 * Carries out commands if no watched key has changed.
		 * @param commands the commands
		 * @return the replies, or empty if a key has changed or that is uncertain;
		 * nothing was carried out then
		 * @throws ClusterClientException if it is unknown whether they were carried out
		 */
		Optional<List<Reply>> exec(List<BoundCommand> commands);

		/** Gives the connection back, watching nothing. */
		@Override
		void close();

	}

}
