package io.rediscluster.sample.console;

import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.sample.console.FeedEntry.Kind;
import io.rediscluster.sample.console.FeedEntry.Level;
import io.rediscluster.sample.load.LoadGenerator;
import io.rediscluster.sample.load.LoadMix;
import io.rediscluster.sample.load.LoadPlan;
import io.rediscluster.sample.load.LoadSession;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * The actions of the console over HTTP. What they lead to is told by the stream.
 */
@RestController
@RequestMapping(path = "/console", consumes = MediaType.APPLICATION_JSON_VALUE)
class ActionController {

	/** Long enough to break everything twice; a load that was forgotten ends. */
	static final int MAX_SECONDS = 600;

	private final EmbeddedActions actions;

	private final LoadGenerator loads;

	private final Feed feed;

	private final Console console;

	ActionController(EmbeddedActions actions, LoadGenerator loads, Feed feed, Console console) {
		this.actions = actions;
		this.loads = loads;
		this.feed = feed;
		this.console = console;
	}

	@PostMapping("/kill")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void kill(@RequestBody NodeRequest request) {
		this.actions.kill(required("node", request.node()));
	}

	@PostMapping("/freeze")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void freeze(@RequestBody NodeRequest request) {
		this.actions.freeze(required("node", request.node()));
	}

	@PostMapping("/revive")
	@ResponseStatus(HttpStatus.ACCEPTED)
	void revive(@RequestBody NodeRequest request) {
		this.actions.revive(required("node", request.node()));
	}

	@PostMapping("/migrate")
	@ResponseStatus(HttpStatus.ACCEPTED)
	void migrate(@RequestBody MoveRequest request) {
		this.actions.migrate(required("from", request.from()), required("to", request.to()),
				inRange("slots", request.slots(), HashSlot.COUNT));
	}

	@PostMapping("/rebalance")
	@ResponseStatus(HttpStatus.ACCEPTED)
	void rebalance() {
		this.actions.rebalance();
	}

	@PostMapping("/add-shard")
	@ResponseStatus(HttpStatus.ACCEPTED)
	void addShard() {
		this.actions.addShard();
	}

	@PostMapping("/load/start")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void startLoad(@RequestBody LoadRequest request) {
		if (!this.actions.areOffered()) {
			throw new ActionRefusedException("This is your own cluster: use /load, which runs for a given time.");
		}
		LoadPlan plan = request.plan();
		LoadMix mix = plan.mix();
		if (this.loads.start(plan).isEmpty()) {
			throw new ActionRefusedException("A load is running already.");
		}
		this.feed.add(Kind.ACTION, Level.INFO, "Started a load: " + EventFeed.counted(plan.threads(), "thread") + ", "
				+ ((mix != null) ? mix.label() : "shop") + (plan.bulk() ? ", with ten keys at once" : ""));
		this.console.wake();
	}

	@PostMapping("/load/stop")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void stopLoad() {
		LoadSession load = this.loads.session();
		if (load == null || !load.isRunning()) {
			throw new ActionRefusedException("No load is running.");
		}
		if (load.isStopped()) {
			throw new ActionRefusedException("The load is ending: its keys are being deleted.");
		}
		load.stop();
		this.feed.add(Kind.ACTION, Level.INFO, "Stopped the load");
	}

	private static String required(String field, @Nullable String value) {
		if (value == null || value.isBlank()) {
			throw new InvalidFieldException(field, "is missing");
		}
		return value;
	}

	private static int inRange(String field, @Nullable Integer value, int max) {
		if (value == null || value < 1 || value > max) {
			throw new InvalidFieldException(field, "must be from 1 to " + max);
		}
		return value;
	}

	/**
	 * Names a node.
	 *
	 * @param node its address
	 */
	record NodeRequest(@Nullable String node) {
	}

	/**
	 * Names slots to move.
	 *
	 * @param from the letter of the shard that gives them
	 * @param to the letter of the shard that gets them
	 * @param slots how many
	 */
	record MoveRequest(@Nullable String from, @Nullable String to, @Nullable Integer slots) {
	}

	/**
	 * Describes a load.
	 *
	 * @param threads how many threads, 8 if it is missing
	 * @param mix the label of a mix, {@code balanced} if it is missing
	 * @param bulk whether some operations have ten keys, not if it is missing
	 * @param seconds after how long it ends by itself, ten minutes if it is missing
	 */
	record LoadRequest(@Nullable Integer threads, @Nullable String mix, @Nullable Boolean bulk,
			@Nullable Integer seconds) {

		LoadPlan plan() {
			LoadMix chosen = (this.mix != null) ? LoadMix.of(this.mix) : LoadMix.BALANCED;
			if (chosen == null) {
				throw new InvalidFieldException("mix", "must be read-mostly, balanced or write-heavy");
			}
			return new LoadPlan(inRange("threads", (this.threads != null) ? this.threads : 8, LoadPlan.MAX_THREADS),
					inRange("seconds", (this.seconds != null) ? this.seconds : MAX_SECONDS, MAX_SECONDS), chosen,
					Boolean.TRUE.equals(this.bulk));
		}

	}

}
