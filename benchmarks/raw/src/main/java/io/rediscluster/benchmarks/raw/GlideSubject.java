package io.rediscluster.benchmarks.raw;

import java.util.List;

import glide.api.GlideClusterClient;
import glide.api.models.ClusterBatch;
import glide.api.models.GlideString;
import glide.api.models.configuration.GlideClusterClientConfiguration;
import glide.api.models.configuration.NodeAddress;
import io.rediscluster.benchmarks.Subject;
import org.jspecify.annotations.Nullable;

/**
 * Valkey GLIDE with its defaults (but for a timeout that a loaded machine keeps);
 * pipelines are its batches that are not atomic.
 */
final class GlideSubject implements Subject {

	private static final int TIMEOUT_MILLIS = 10_000;

	private final Keys<GlideString> keys = Keys.of(GlideString[]::new, GlideString::of);

	private final GlideString[] values = new GlideString[100];

	private final GlideClusterClient client;

	GlideSubject(List<String> nodes) throws Exception {
		for (int i = 0; i < this.values.length; i++) {
			this.values[i] = GlideString.of(this.keys.value(i));
		}
		this.client = GlideClusterClient
			.createClient(GlideClusterClientConfiguration.builder()
				.addresses(nodes.stream().map(GlideSubject::address).toList())
				.requestTimeout(TIMEOUT_MILLIS)
				.build())
			.get();
	}

	private static NodeAddress address(String node) {
		String[] parts = node.split(":");
		return NodeAddress.builder().host(parts[0]).port(Integer.parseInt(parts[1])).build();
	}

	@Override
	public Caller caller() {
		return new GlideCaller();
	}

	@Override
	public void close() throws Exception {
		this.client.close();
	}

	private final class GlideCaller implements Caller {

		private final GlideClusterClient client = GlideSubject.this.client;

		private final Keys<GlideString> keys = GlideSubject.this.keys;

		@Override
		public @Nullable Object get(int key) throws Exception {
			return this.client.get(this.keys.small()[key]).get().getBytes();
		}

		@Override
		public void set(int key) throws Exception {
			this.client.set(this.keys.small()[key], GlideSubject.this.values[key % 100]).get();
		}

		@Override
		public @Nullable Object large(int key) throws Exception {
			return this.client.get(this.keys.large()[key]).get().getBytes();
		}

		@Override
		public void pipeline(int[] keys, @Nullable Object[] values) throws Exception {
			ClusterBatch batch = new ClusterBatch(false).withBinaryOutput();
			for (int key : keys) {
				batch.get(this.keys.small()[key]);
			}
			Object[] replies = this.client.exec(batch, true).get();
			for (int i = 0; i < keys.length; i++) {
				values[i] = ((GlideString) replies[i]).getBytes();
			}
		}

		@Override
		public void mget(int[] keys, @Nullable Object[] values) throws Exception {
			GlideString[] names = new GlideString[keys.length];
			for (int i = 0; i < keys.length; i++) {
				names[i] = this.keys.small()[keys[i]];
			}
			GlideString[] found = this.client.mget(names).get();
			for (int i = 0; i < keys.length; i++) {
				values[i] = found[i].getBytes();
			}
		}

	}

}
