package io.rediscluster.benchmarks.raw;

import java.util.List;

import javax.net.ssl.SSLContext;

import io.rediscluster.benchmarks.Subject;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.Command;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.Pipeline;
import io.rediscluster.client.TlsOptions;
import org.jspecify.annotations.Nullable;

/**
 * This project's client as it comes: one client, nothing tuned.
 */
final class OursSubject implements Subject {

	private final Keys<byte[]> keys = Keys.bytes();

	private final ClusterClient client;

	OursSubject(List<String> nodes) throws Exception {
		this.client = ClusterClient.connect(ClusterClientOptions.builder()
			.seeds(nodes.toArray(String[]::new))
			.tls(RawClients.TLS ? TlsOptions.of(SSLContext.getDefault()) : null)
			.build());
	}

	@Override
	public Caller caller() {
		return new OursCaller();
	}

	@Override
	public void close() {
		this.client.close();
	}

	private final class OursCaller implements Caller {

		private final ClusterClient client = OursSubject.this.client;

		private final Keys<byte[]> keys = OursSubject.this.keys;

		@Override
		public @Nullable Object get(int key) {
			return this.client.execute(Command.of("GET", this.keys.small()[key])).asBytes();
		}

		@Override
		public void set(int key) {
			this.client.execute(Command.of("SET", this.keys.small()[key], this.keys.value(key)));
		}

		@Override
		public @Nullable Object large(int key) {
			return this.client.execute(Command.of("GET", this.keys.large()[key])).asBytes();
		}

		@Override
		public void pipeline(int[] keys, @Nullable Object[] values) {
			Pipeline pipeline = this.client.pipeline();
			for (int key : keys) {
				pipeline.add(Command.of("GET", this.keys.small()[key]));
			}
			List<Outcome> outcomes = pipeline.execute();
			for (int i = 0; i < keys.length; i++) {
				values[i] = outcomes.get(i).reply().asBytes();
			}
		}

		@Override
		public void mget(int[] keys, @Nullable Object[] values) {
			Object[] names = new Object[keys.length];
			for (int i = 0; i < keys.length; i++) {
				names[i] = this.keys.small()[keys[i]];
			}
			this.client.execute(Command.of("MGET", names)).asBytesList().toArray(values);
		}

	}

}
