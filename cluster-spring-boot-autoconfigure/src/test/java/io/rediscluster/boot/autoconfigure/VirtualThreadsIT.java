package io.rediscluster.boot.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code spring.threads.virtual.enabled} with one carrier thread and an exhausted pool.
 */
@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "there are no virtual threads before Java 21")
class VirtualThreadsIT {

	@Test
	@Timeout(180)
	void manyVirtualThreadsShareFewConnectionsOnOneCarrier() throws IOException, InterruptedException {
		Process program = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx512m", "-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1",
				"-cp", System.getProperty("java.class.path"), VirtualThreadsProgram.class.getName(),
				"--spring.threads.virtual.enabled=true", "--spring.docker.compose.enabled=false",
				"--redis-cluster.nodes=" + String.join(",", EmbeddedCluster.shared().seeds()),
				"--redis-cluster.pool.max-active=2", "--redis-cluster.pool.max-wait=90s", "--redis-cluster.timeout=90s")
			.redirectErrorStream(true)
			.start();
		try {
			String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
			assertThat(output).contains(
					"ended=true virtual=" + VirtualThreadsProgram.THREADS + " right=" + VirtualThreadsProgram.THREADS);
		}
		finally {
			program.destroyForcibly();
		}
	}

}
