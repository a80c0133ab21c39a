package io.rediscluster.benchmarks.template;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.rediscluster.chaos.Fault;
import io.rediscluster.chaos.Faults;
import io.rediscluster.chaos.Report;
import io.rediscluster.chaos.Stage;
import io.rediscluster.chaos.Target;
import io.rediscluster.chaos.Trial;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import redis.clients.jedis.JedisPoolConfig;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * What a cluster's faults do to an application on {@code StringRedisTemplate}: the driver
 * of the chaos suite with this client, Lettuce (with its recommended and its default
 * options) and Jedis below the template in turn, all with a timeout of five seconds.
 */
public final class Reliability {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final int POOL = 64;

	private static final int ROUNDS = 5;

	private static final List<String> CLIENTS = List.of("ours", "lettuce", "lettuce-default", "jedis");

	private Reliability() {
	}

	/**
	 * Prints one line for each fault and client.
	 * @param arguments {@code --clients a,b}, {@code --faults a,b}, {@code --rounds n}
	 * @throws Exception if a cluster fails
	 */
	public static void main(String[] arguments) throws Exception {
		Map<String, String> options = new LinkedHashMap<>();
		for (int i = 0; i < arguments.length; i += 2) {
			refuseOthers("the command", List.of(arguments[i]), List.of("--clients", "--faults", "--rounds"));
			if (i + 1 == arguments.length) {
				throw new IllegalArgumentException(arguments[i] + " has no value");
			}
			options.put(arguments[i], arguments[i + 1]);
		}
		List<String> clients = list(options.getOrDefault("--clients", String.join(",", CLIENTS)));
		List<String> faults = list(options.getOrDefault("--faults", ""));
		refuseOthers("--clients", clients, CLIENTS);
		refuseOthers("--faults", faults, Faults.all().stream().map(Fault::name).toList());
		int rounds = Integer.parseInt(options.getOrDefault("--rounds", Integer.toString(ROUNDS)));
		for (Fault fault : Faults.all()) {
			boolean chosen = faults.isEmpty() || faults.contains(fault.name());
			// credentials that change and reads from replicas are set up differently in
			// each
			if (chosen && fault.password() == null && !fault.readsReplicas()) {
				play(fault, clients, rounds);
			}
		}
		System.exit(0);
	}

	/** A misspelt name must not pass for a measurement in which nothing happened. */
	private static void refuseOthers(String option, List<String> names, List<String> known) {
		for (String name : names) {
			if (!known.contains(name)) {
				throw new IllegalArgumentException(option + " has no '" + name + "'; there are " + known);
			}
		}
	}

	private static List<String> list(String text) {
		return text.isEmpty() ? List.of() : Arrays.asList(text.split(","));
	}

	/**
	 * Plays the rounds of all clients in turn, so that a slow moment of the machine hits
	 * them alike.
	 */
	private static void play(Fault fault, List<String> clients, int rounds) throws Exception {
		List<Run> runs = new ArrayList<>();
		try {
			for (String client : clients) {
				runs.add(new Run(client, new Trial(fault, factory(client), System.nanoTime()), new ArrayList<>()));
			}
			for (int round = 1; round <= rounds; round++) {
				for (int turn = 0; turn < runs.size(); turn++) {
					Run run = runs.get((round + turn) % runs.size());
					run.reports.add(run.trial.play(round));
				}
			}
		}
		finally {
			for (Run run : runs) {
				run.trial.close();
			}
		}
		runs.forEach((run) -> System.out.println("client=" + run.client + " " + Report.sum(run.reports).line()));
	}

	private static Target.Factory factory(String client) {
		return switch (client) {
			case "ours" -> Reliability::ours;
			case "lettuce" -> (stage) -> lettuce(stage, withEveryTrigger());
			// as Spring Boot sets it up without further properties
			case "lettuce-default" -> (stage) -> lettuce(stage, ClusterClientOptions.create());
			case "jedis" -> Reliability::jedis;
			default -> throw new IllegalArgumentException("no client " + client);
		};
	}

	private static Target ours(Stage stage) {
		return new TemplateTarget(new ClusterConnectionFactory(io.rediscluster.client.ClusterClientOptions.builder()
			.seeds(stage.cluster().announcedSeeds().toArray(String[]::new))
			.timeout(TIMEOUT)
			.build()));
	}

	/** What its documentation recommends against changes of the cluster. */
	private static ClusterClientOptions withEveryTrigger() {
		return ClusterClientOptions.builder()
			.topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
				.enableAllAdaptiveRefreshTriggers()
				.enablePeriodicRefresh(Duration.ofSeconds(10))
				.build())
			.build();
	}

	private static Target lettuce(Stage stage, ClusterClientOptions options) {
		return new TemplateTarget(
				new LettuceConnectionFactory(new RedisClusterConfiguration(stage.cluster().announcedSeeds()),
						LettuceClientConfiguration.builder().commandTimeout(TIMEOUT).clientOptions(options).build()));
	}

	private static Target jedis(Stage stage) {
		JedisPoolConfig pool = new JedisPoolConfig();
		pool.setMaxTotal(POOL);
		pool.setMaxIdle(POOL);
		return new TemplateTarget(
				new JedisConnectionFactory(new RedisClusterConfiguration(stage.cluster().announcedSeeds()),
						JedisClientConfiguration.builder()
							.connectTimeout(Duration.ofSeconds(2))
							.readTimeout(TIMEOUT)
							.usePooling()
							.poolConfig(pool)
							.build()));
	}

	/**
	 * One client's part.
	 *
	 * @param client its name
	 * @param trial plays the fault
	 * @param reports what came of each round
	 */
	private record Run(String client, Trial trial, List<Report> reports) {

	}

}
