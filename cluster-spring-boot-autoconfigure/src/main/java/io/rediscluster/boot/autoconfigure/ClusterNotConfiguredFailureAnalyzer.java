package io.rediscluster.boot.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Shows the lines of YAML that are missing.
 */
final class ClusterNotConfiguredFailureAnalyzer extends AbstractFailureAnalyzer<ClusterNotConfiguredException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ClusterNotConfiguredException cause) {
		String nl = System.lineSeparator();
		String action = "Name at least one node of the cluster in application.yml; the others are found through it:"
				+ nl + nl + "    redis-cluster:" + nl + "      nodes: 10.0.0.1:7000,10.0.0.2:7000" + nl
				+ "      password: ${REDIS_PASSWORD:}" + nl + nl
				+ "An application without a cluster sets redis-cluster.enabled=false.";
		return new FailureAnalysis(cause.getMessage() + ".", action, cause);
	}

}
