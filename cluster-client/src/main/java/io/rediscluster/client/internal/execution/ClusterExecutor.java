package io.rediscluster.client.internal.execution;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

import io.rediscluster.client.CallDetails;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.ClusterUnavailableException;
import io.rediscluster.client.Command;
import io.rediscluster.client.CommandOutcomeUnknownException;
import io.rediscluster.client.CommandRefusedException;
import io.rediscluster.client.CommandTimeoutException;
import io.rediscluster.client.CrossSlot;
import io.rediscluster.client.NodeReplies;
import io.rediscluster.client.Nodes;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Reply;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.Transaction;
import io.rediscluster.client.event.ClusterListener.CommandOutcome;
import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.command.CommandSpec;
import io.rediscluster.client.internal.command.CommandSpec.Connection;
import io.rediscluster.client.internal.command.CommandSpec.Route;
import io.rediscluster.client.internal.connection.ClientThreads;
import io.rediscluster.client.internal.connection.ConnectionSettings;
import io.rediscluster.client.internal.connection.Links;
import io.rediscluster.client.internal.emulation.EmulatedCall;
import io.rediscluster.client.internal.emulation.Emulation;
import io.rediscluster.client.internal.emulation.Emulations;
import io.rediscluster.client.internal.telemetry.Telemetry;
import io.rediscluster.client.internal.topology.TopologyRefresher;
import io.rediscluster.client.internal.topology.TopologyStore;
import io.rediscluster.client.topology.Node;
import org.jspecify.annotations.Nullable;

/**
 * The router: turns a command into one node by slot, a split over slots, an emulation, a
 * fan-out over nodes, or a refusal with its reason, and has the pieces carried out.
 * Thread safe.
 * <p>
 * Longer than others: whether a caller waits, does not wait, or has a pipeline or a
 * transaction, its command takes the same ways, which are told apart here alone.
 */
public final class ClusterExecutor {

	/**
	 * Nodes that the cluster has agreed are down cannot be asked, and cost nobody's
	 * answer.
	 */
	private static final Nodes LIVE = (
			topology) -> topology.nodes().stream().filter((node) -> !node.isFailed()).toList();

	private final ClusterClientOptions options;

	private final Links links;

	private final TopologyStore store;

	private final Telemetry telemetry;

	private final Navigator navigator;

	private final CallRules rules;

	private final BlockingExecutor blocking;

	private final AsyncExecutor async;

	private final Scripts scripts;

	private final Admission admission;

	private final Units units;

	private final PipelineWindows windows;

	private final BatchExecutor batches;

	private final CommandDescriber describer;

	private final ClientThreads threads;

	/**
	 * Makes the executor of a client.
	 * @param settings what connections share
	 * @param links the connections
	 * @param store the topology
	 * @param refresher keeps it fresh
	 * @param suspects tells which nodes are silent
	 * @param closed tells whether the client is closed
	 */
	public ClusterExecutor(ConnectionSettings settings, Links links, TopologyStore store, TopologyRefresher refresher,
			Predicate<Node> suspects, BooleanSupplier closed) {
		this.options = settings.options();
		this.links = links;
		this.store = store;
		this.telemetry = settings.telemetry();
		this.scripts = new Scripts(links);
		this.admission = new Admission(this.options.crossSlot());
		this.navigator = new Navigator(this.options, store, refresher,
				new NodeSelector(suspects, settings.opener().answerTimes()), this.telemetry, this.scripts, closed);
		this.rules = new CallRules(this.options);
		this.blocking = new BlockingExecutor(links, this.navigator, this.rules);
		this.async = new AsyncExecutor(links, this.navigator, settings.watchdog());
		this.batches = new BatchExecutor(links, this.navigator, this.rules, this.async, settings.load());
		this.windows = new PipelineWindows(this.options);
		this.units = new Units(links, this.navigator, this.blocking);
		this.threads = settings.threads();
		this.describer = new CommandDescriber((command) -> execute(command, ReadFrom.PRIMARY));
	}

	/**
	 * Carries out a command and waits for its reply.
	 * @param command the command
	 * @param readFrom where to read
	 * @return the reply
	 */
	public Reply execute(Command command, ReadFrom readFrom) {
		BoundCommand bound = (BoundCommand) command;
		long started = this.telemetry.commandStarted();
		CommandOutcome outcome = CommandOutcome.SUCCESS;
		try {
			CommandSpec spec = bound.spec();
			if (!spec.isKnown()) {
				bound = this.describer.describe(bound);
			}
			Reply nodes = executeOnNodes(bound);
			return (nodes != null) ? nodes : Reply.of(executeBySlot(bound, readFrom));
		}
		catch (RuntimeException | Error ex) {
			outcome = outcomeOf(ex);
			throw ex;
		}
		finally {
			this.telemetry.commandEnded(bound.name(), outcome, started);
		}
	}

	private @Nullable Reply executeOnNodes(BoundCommand command) {
		return switch (checked(command).route()) {
			case PRIMARIES -> on(Nodes.PRIMARIES, command).merged();
			case NODES -> on(LIVE, command).merged();
			default -> null;
		};
	}

	private @Nullable Object executeBySlot(BoundCommand command, ReadFrom readFrom) {
		if (command.slot() == Command.SEVERAL_SLOTS) {
			Emulation emulation = emulation(command);
			return (emulation != null) ? emulate(command, emulation) : split(command, readFrom);
		}
		return this.blocking.execute(command, readFrom);
	}

	private @Nullable Emulation emulation(BoundCommand command) {
		boolean several = command.slot() == Command.SEVERAL_SLOTS;
		return (several && this.options.crossSlot() == CrossSlot.EMULATE) ? Emulations.of(command) : null;
	}

	/**
	 * Tells whether a command is carried out in steps that each are awaited.
	 */
	boolean emulates(BoundCommand command) {
		return emulation(command) != null;
	}

	private @Nullable Object emulate(BoundCommand command, Emulation emulation) {
		this.telemetry.emulated(command.name());
		long deadline = System.nanoTime() + this.rules.limitWithoutWait(command);
		return emulation.run(new EmulatedCall(command, new EmulationCalls(this.links, this.navigator, this.blocking,
				this.async, this.units, deadline, this.options.connectTimeout()), this.options.crossSlotLimits()));
	}

	private void emulateAsync(BoundCommand command, Emulation emulation, CompletableFuture<Reply> result) {
		boolean running = this.threads.run(() -> {
			try {
				result.complete(Reply.of(emulate(command, emulation)));
			}
			catch (RuntimeException | Error ex) {
				result.completeExceptionally(ex);
			}
		});
		if (!running) {
			throw new ClusterUnavailableException(
					"The command was not sent: too many emulated commands are under way, or the client is closed",
					Admission.details(command), null);
		}
	}

	private CommandSpec checked(BoundCommand command) {
		if (command.spec().isScripting()) {
			this.scripts.learn(command);
		}
		this.admission.check(command);
		return command.spec();
	}

	private static CallDetails details(BoundCommand command, long started) {
		return new CallDetails(command.name(), command.slot(), null, 1, Duration.ofNanos(System.nanoTime() - started),
				true, command.isReadOnly());
	}

	Progress progress(BoundCommand command, ReadFrom readFrom, @Nullable Target fixed) {
		return this.rules.begin(command, readFrom, fixed);
	}

	private @Nullable Object split(BoundCommand command, ReadFrom readFrom) {
		this.admission.checkSplit(command);
		SplitPlan plan = new SplitPlan(command);
		long started = System.nanoTime();
		List<BoundCommand> parts = plan.parts();
		List<Outcome> outcomes = this.batches.takes(parts.get(0)) ? Arrays.asList(this.batches.execute(parts, readFrom))
				: together(progresses(parts, readFrom));
		return plan.join(outcomes, details(command, started));
	}

	/** Carries out calls together and waits for all of them. */
	private List<Outcome> together(List<Progress> calls) {
		Gathering gathering = new Gathering(calls.size());
		List<AsyncExecution> executions = new ArrayList<>(calls.size());
		for (int i = 0; i < calls.size(); i++) {
			executions.add(gathering.execution(i, calls.get(i)));
		}
		this.async.start(executions, ClientThreads.onPlatformThread());
		return gathering.await();
	}

	/**
	 * Sends a command to chosen nodes, to all at the same time, and waits for all
	 * answers.
	 * @param nodes the choice
	 * @param command the command
	 * @return what each node answered
	 */
	public NodeReplies on(Nodes nodes, Command command) {
		BoundCommand bound = this.describer.describeForNodes((BoundCommand) command);
		this.admission.checkForNodes(bound);
		List<Node> order = choose(nodes, command);
		long started = System.nanoTime();
		return nodeReplies(bound, order, together(progresses(bound, order)), started);
	}

	/**
	 * Chooses nodes of the topology as it is.
	 * @param nodes the choice
	 * @param command what is to be sent to them
	 * @return the nodes, at least one
	 * @throws ClusterUnavailableException if the choice is empty
	 */
	public List<Node> choose(Nodes nodes, Command command) {
		Collection<Node> chosen = nodes.select(this.store.current());
		if (chosen.isEmpty()) {
			throw new ClusterUnavailableException("No node of the cluster fits the choice of nodes",
					Admission.details((BoundCommand) command), null);
		}
		return List.copyOf(chosen);
	}

	/**
	 * Sends a command to one node and waits for its reply. Redirects are not followed:
	 * the answer is that of this node or none.
	 * @param node the node
	 * @param command the command
	 * @return the reply
	 */
	public Reply at(Node node, Command command) {
		Target target = Target.of(node);
		return counted((BoundCommand) command,
				(bound) -> Reply.of(this.blocking.execute(progress(bound, ReadFrom.PRIMARY, target))));
	}

	/**
	 * Carries out a command with keys of one slot and tells which node answered.
	 * @param command the command
	 * @param readFrom where to read
	 * @return the reply and its node
	 */
	public Located located(Command command, ReadFrom readFrom) {
		return counted((BoundCommand) command, (bound) -> {
			checked(bound);
			Progress progress = progress(bound, readFrom, null);
			Reply reply = Reply.of(this.blocking.execute(progress));
			return new Located(reply, Objects.requireNonNull(progress.last).node());
		});
	}

	private <T> T counted(BoundCommand command, Function<BoundCommand, T> call) {
		long started = this.telemetry.commandStarted();
		CommandOutcome outcome = CommandOutcome.SUCCESS;
		try {
			return call.apply(command);
		}
		catch (RuntimeException | Error ex) {
			outcome = outcomeOf(ex);
			throw ex;
		}
		finally {
			this.telemetry.commandEnded(command.name(), outcome, started);
		}
	}

	private static NodeReplies nodeReplies(BoundCommand command, List<Node> order, List<Outcome> outcomes,
			long started) {
		Map<Node, Outcome> byNode = new LinkedHashMap<>();
		for (int i = 0; i < order.size(); i++) {
			byNode.put(order.get(i), outcomes.get(i));
		}
		CallDetails details = details(command, started);
		return new NodeReplies(byNode, (all) -> ReplyMerge.merge(command.spec(), all, details));
	}

	/**
	 * Carries out a command without waiting.
	 * @param command the command
	 * @param readFrom where to read
	 * @return completes with the reply or exceptionally
	 */
	public CompletionStage<Reply> executeAsync(Command command, ReadFrom readFrom) {
		CompletableFuture<Reply> result = new CompletableFuture<>();
		BoundCommand bound = (BoundCommand) command;
		long started = this.telemetry.commandStarted();
		result.whenComplete((reply, failure) -> this.telemetry.commandEnded(bound.name(),
				(failure != null) ? outcomeOf(failure) : CommandOutcome.SUCCESS, started));
		try {
			startAsync(bound, readFrom, result);
		}
		catch (RuntimeException ex) {
			result.completeExceptionally(ex);
		}
		return result;
	}

	private void startAsync(BoundCommand submitted, ReadFrom readFrom, CompletableFuture<Reply> result) {
		BoundCommand command = this.describer.described(submitted);
		CommandSpec spec = command.spec();
		if (!spec.isKnown() && !command.hasNamedKeys()) {
			throw Admission.refused(command,
					"is not known to the client: name its keys with keys(...), or execute it once blocking");
		}
		checked(command);
		if (command.connection() == Connection.EXCLUSIVE) {
			throw Admission.refused(command, "waits at the server and cannot be asynchronous");
		}
		Emulation emulation = isFanOut(spec) ? null : emulation(command);
		if (emulation != null) {
			emulateAsync(command, emulation, result);
		}
		else if (isFanOut(spec) || command.slot() == Command.SEVERAL_SLOTS) {
			startTogether(pieces(command, readFrom), result);
		}
		else {
			startAlone(progress(command, readFrom, null), result);
		}
	}

	private void startAlone(Progress call, CompletableFuture<Reply> result) {
		this.async.start(new AsyncExecution(call) {

			@Override
			void succeeded(@Nullable Object value) {
				result.complete(Reply.of(value));
			}

			@Override
			void failed(ClusterClientException failure) {
				result.completeExceptionally(failure);
			}

		});
	}

	private void startTogether(Pieces pieces, CompletableFuture<Reply> result) {
		Collecting collecting = new Collecting(pieces.calls().size(), (outcomes) -> {
			try {
				result.complete(pieces.join().apply(outcomes));
			}
			catch (RuntimeException | Error ex) {
				result.completeExceptionally(ex);
			}
		});
		List<AsyncExecution> executions = new ArrayList<>(pieces.calls().size());
		for (int i = 0; i < pieces.calls().size(); i++) {
			executions.add(collecting.execution(i, pieces.calls().get(i)));
		}
		this.async.start(executions, false);
	}

	/**
	 * Carries out commands together and waits for all of them.
	 * @param commands the commands in order
	 * @param readFrom where to read
	 * @param repair whether redirects are followed and attempts repeated
	 * @return one outcome per command, in order
	 */
	public List<Outcome> executeAll(List<Command> commands, ReadFrom readFrom, boolean repair) {
		return new PipelineExecution(this, this.batches, this.async, this.windows, repair).execute(commands, readFrom);
	}

	/**
	 * Prepares one command of a pipeline.
	 * @throws CommandRefusedException if it cannot be carried out
	 */
	Pieces prepare(BoundCommand command, ReadFrom readFrom) {
		BoundCommand bound = this.describer.describe(command);
		checked(bound);
		return pieces(bound, readFrom);
	}

	/**
	 * Takes a command to pieces that nobody waits for one by one.
	 */
	private Pieces pieces(BoundCommand command, ReadFrom readFrom) {
		long started = System.nanoTime();
		if (isFanOut(command.spec())) {
			List<Node> order = choose((command.spec().route() == Route.NODES) ? LIVE : Nodes.PRIMARIES, command);
			return new Pieces(progresses(command, order),
					(outcomes) -> nodeReplies(command, order, outcomes, started).merged());
		}
		if (command.slot() == Command.SEVERAL_SLOTS) {
			this.admission.checkSplit(command);
			SplitPlan plan = new SplitPlan(command);
			return new Pieces(progresses(plan.parts(), readFrom),
					(outcomes) -> Reply.of(plan.join(outcomes, details(command, started))));
		}
		return new Pieces(List.of(progress(command, readFrom, null)), (outcomes) -> outcomes.get(0).reply());
	}

	private static boolean isFanOut(CommandSpec spec) {
		return spec.route() == Route.PRIMARIES || spec.route() == Route.NODES;
	}

	private List<Progress> progresses(BoundCommand command, List<Node> nodes) {
		return nodes.stream().map((node) -> progress(command, ReadFrom.PRIMARY, Target.of(node))).toList();
	}

	private List<Progress> progresses(List<BoundCommand> commands, ReadFrom readFrom) {
		return commands.stream().map((command) -> progress(command, readFrom, null)).toList();
	}

	/**
	 * Begins a transaction.
	 * @return a new one, for one thread
	 */
	public Transaction transaction() {
		return new TransactionExecution(this,
				(watch) -> Watch.open(watch, standIn(watch), this.links, this.navigator, this.blocking));
	}

	/**
	 * Prepares one command of a transaction.
	 * @throws CommandRefusedException if it can be no part of one
	 */
	BoundCommand prepareQueued(BoundCommand command) {
		BoundCommand bound = this.describer.describe(command);
		CommandSpec spec = checked(bound);
		if (bound.replication() != null) {
			throw Admission.refused(bound, "cannot wait for replicas within a transaction");
		}
		if (isFanOut(spec) && !bound.name().equals("PING")) {
			throw Admission.refused(bound, "goes to several nodes and can be no part of a transaction");
		}
		return this.scripts.inUnit(bound);
	}

	/**
	 * Returns the progress of a call that a transaction makes with its own connection.
	 */
	Progress standIn(BoundCommand command) {
		return progress(BoundCommand.standIn(command.name(), command.slot(), true), ReadFrom.PRIMARY, null);
	}

	/**
	 * Returns what carries out several commands of one slot as one.
	 */
	Units units() {
		return this.units;
	}

	ClusterClientOptions options() {
		return this.options;
	}

	Telemetry telemetry() {
		return this.telemetry;
	}

	/** Returns how a call ended that threw something. */
	static CommandOutcome outcomeOf(Throwable failure) {
		if (failure instanceof ServerErrorException) {
			return CommandOutcome.SERVER_ERROR;
		}
		if (failure instanceof CommandTimeoutException) {
			return CommandOutcome.TIMEOUT;
		}
		if (failure instanceof CommandOutcomeUnknownException) {
			return CommandOutcome.UNKNOWN;
		}
		return (failure instanceof CommandRefusedException) ? CommandOutcome.REFUSED : CommandOutcome.FAILURE;
	}

	/**
	 * A reply and the node that gave it.
	 *
	 * @param reply the reply
	 * @param node the node
	 */
	public record Located(Reply reply, Node node) {

	}

}
