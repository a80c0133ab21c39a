package io.rediscluster.docs;

import java.util.List;
import java.util.Map;

import io.rediscluster.boot.autoconfigure.ClusterAutoConfiguration;
import io.rediscluster.boot.autoconfigure.ClusterProperties;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.Script;
import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.DefaultStringRedisConnection;
import org.springframework.data.redis.connection.StringRedisConnection;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.script.RedisScript;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The examples of {@code docs/pipelines.md}.
 */
class PipelinesIT extends OnSharedCluster {

	@Test
	void aPipelineHasAnOutcomeForEachCommand() {
		client.execute("SET", "name", "Ann");
		// tag::pipeline[]
		List<Outcome> outcomes = client.pipeline()
			.add("SET", "a", "1")
			.add("INCR", "name") // fails, and costs no other command its result
			.add("MGET", "a", "b", "c") // three slots
			.add("DBSIZE") // all primaries
			.execute();
		// end::pipeline[]
		assertThat(outcomes).extracting(Outcome::isSuccess).containsExactly(true, false, true, true);
		assertThat(outcomes.get(2).reply().asList().get(0).asString()).isEqualTo("1");
		assertThat(outcomes.get(3).reply().asLong()).isEqualTo(2);
	}

	@Test
	void springsPipelineRunsOverAllNodes() {
		// tag::spring[]
		List<Object> results = template.executePipelined((RedisCallback<Object>) (connection) -> {
			StringRedisConnection redis = new DefaultStringRedisConnection(connection);
			redis.set("a", "1");
			redis.incr("a");
			redis.mGet("a", "b", "c");
			return null;
		});
		// end::spring[]
		assertThat(results).hasSize(3).startsWith(true, 2L);
	}

	@Test
	void repairIsAProperty() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, ClusterAutoConfiguration.class,
					DataRedisAutoConfiguration.class))
			.withInitializer(YamlExample.of("pipelines.yml", "repair")
				.initializer(Map.of("redis-cluster.nodes", EmbeddedCluster.shared().seeds().get(0))))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(ClusterProperties.class).pipeline().repair()).isFalse();
			});
	}

	@Test
	void aTransactionWatchesReadsAndWrites() {
		client.execute("SET", "stock:{7}", 5);
		// tag::transaction[]
		boolean done = client.transaction((tx) -> {
			tx.watch("stock:{7}");
			long stock = tx.execute("GET", "stock:{7}").asLong();
			tx.multi().add("SET", "stock:{7}", stock - 1).add("RPUSH", "orders:{7}", "one");
		}).isPresent();
		// end::transaction[]
		assertThat(done).isTrue();
		assertThat(client.execute("GET", "stock:{7}").asLong()).isEqualTo(4);
		assertThat(client.execute("LLEN", "orders:{7}").asLong()).isEqualTo(1);
	}

	@Test
	void springsSessionIsATransactionOnOneSlot() {
		template.opsForValue().set("stock:{7}", "5");
		// tag::session[]
		List<Object> results = template.execute(new SessionCallback<List<Object>>() {

			@Override
			@SuppressWarnings("unchecked")
			public <K, V> List<Object> execute(RedisOperations<K, V> operations) {
				RedisOperations<String, String> redis = (RedisOperations<String, String>) operations;
				redis.watch("stock:{7}");
				int stock = Integer.parseInt(redis.opsForValue().get("stock:{7}"));
				redis.multi();
				redis.opsForValue().set("stock:{7}", String.valueOf(stock - 1));
				redis.opsForList().rightPush("orders:{7}", "one");
				return redis.exec(); // empty if somebody changed the stock: try again
			}

		});
		// end::session[]
		assertThat(results).containsExactly(true, 1L);
		assertThat(template.opsForValue().get("stock:{7}")).isEqualTo("4");
	}

	@Test
	void aScriptRunsWhereItsKeyIs() {
		String token = "mine";
		client.execute("SET", "lock:7", token);
		// tag::script[]
		Script release = Script.of("""
				if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
				return 0
				""");
		long released = client.execute(release.call(List.of("lock:7"), token)).asLong();
		// end::script[]
		assertThat(released).isEqualTo(1);
		assertThat(client.execute(release.call(List.of("lock:7"), token)).asLong()).isZero();
	}

	@Test
	void springsScriptRunsDirectlyAndInAPipeline() {
		RedisScript<Long> script = RedisScript.of("return redis.call('INCR', KEYS[1])", Long.class);
		assertThat(template.execute(script, List.of("counted"))).isEqualTo(1);
		assertThat(template.executePipelined(new SessionCallback<Object>() {

			@Override
			@SuppressWarnings("unchecked")
			public <K, V> Object execute(RedisOperations<K, V> operations) {
				return ((RedisOperations<String, String>) operations).execute(script, List.of("counted"));
			}

		})).containsExactly(2L);
	}

}
