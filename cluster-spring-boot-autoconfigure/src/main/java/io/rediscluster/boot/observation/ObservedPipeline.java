package io.rediscluster.boot.observation;

import java.util.List;

import io.rediscluster.client.Command;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.Pipeline;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline that is observed as one operation, named after its commands if they all have
 * one name. Confined to one thread.
 */
final class ObservedPipeline implements Pipeline {

	private final Pipeline pipeline;

	private final ObservedClusterClient client;

	private @Nullable String name;

	private boolean mixed;

	ObservedPipeline(Pipeline pipeline, ObservedClusterClient client) {
		this.pipeline = pipeline;
		this.client = client;
	}

	@Override
	public Pipeline add(Command command) {
		this.pipeline.add(command);
		this.mixed |= this.name != null && !this.name.equals(command.name());
		this.name = command.name();
		return this;
	}

	@Override
	public Pipeline repair(boolean repair) {
		this.pipeline.repair(repair);
		return this;
	}

	@Override
	public int size() {
		return this.pipeline.size();
	}

	@Override
	public List<Outcome> execute() {
		String operation = (this.mixed || this.name == null) ? DefaultClusterObservationConvention.PIPELINE
				: DefaultClusterObservationConvention.PIPELINE + " " + this.name;
		forget();
		return this.client.observation(operation, this.pipeline.size()).observe(this.pipeline::execute);
	}

	@Override
	public void discard() {
		this.pipeline.discard();
		forget();
	}

	private void forget() {
		this.name = null;
		this.mixed = false;
	}

}
