package io.rediscluster.boot.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class UnknownPropertiesTests {

	@Test
	void aMisspeltKeyIsReportedWithItsPlace(CapturedOutput output) {
		Contexts.runner()
			.withPropertyValues("redis-cluster.nodes=10.0.0.1:7000", "redis-cluster.timeouts=3s",
					"redis-cluster.pool.max-total=3", "redis-cluster.commands.get.time=3s",
					"redis-cluster.clusters.orders.nodes=10.1.0.1:7000", "redis-cluster.clusters.orders.pasword=x")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output.getOut().lines().filter((line) -> line.contains("nobody reads it"))).hasSize(4)
			.allMatch((line) -> line.contains("set in"));
		assertThat(output).contains("redis-cluster.timeouts is set")
			.contains("redis-cluster.pool.max-total is set")
			.contains("redis-cluster.commands.get.time is set")
			.contains("redis-cluster.clusters.orders.pasword is set");
	}

	@Test
	void keysThatAreReadAreNotReported(CapturedOutput output) {
		Contexts.runner()
			.withPropertyValues("redis-cluster.nodes[0]=10.0.0.1:7000", "redis-cluster.commands.get.timeout=3s",
					"redis-cluster.host-port-remap[0].to-host=localhost", "redis-cluster.readFrom=any",
					"redis-cluster.cross-slot=reject", "redis-cluster.cross-slot.max-bytes=1MB",
					"redis-cluster.clusters.orders.nodes=10.1.0.1:7000", "redis-cluster.clusters.orders.timeout=1s")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("nobody reads it");
	}

}
