package io.rediscluster.benchmarks.raw;

import java.util.LinkedHashMap;
import java.util.Map;

import io.rediscluster.benchmarks.MeasuringProcess;
import io.rediscluster.benchmarks.Subject;

/**
 * Measures the clients themselves.
 */
public final class RawClients {

	/** Whether connections are encrypted. */
	static final boolean TLS = Boolean.getBoolean(MeasuringProcess.TLS);

	private RawClients() {
	}

	/**
	 * Runs in the measuring process.
	 * @param arguments from the process that started this one
	 * @throws Exception if a client fails
	 */
	public static void main(String[] arguments) throws Exception {
		Map<String, Subject.Connector> clients = new LinkedHashMap<>();
		clients.put("ours", OursSubject::new);
		clients.put("lettuce", LettuceSubject::new);
		clients.put("jedis", JedisSubject::new);
		clients.put("redisson", RedissonSubject::new);
		if (!TLS) {
			// trusts the certificates of the system only
			clients.put("glide", GlideSubject::new);
		}
		MeasuringProcess.run(clients, false, arguments);
	}

}
