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
		StringBuilder action = new StringBuilder(
				"Name at least one node of the cluster in application.yml; the others are found through it:");
		action.append(nl).append(nl).append("    redis-cluster:").append(nl);
		String indent = "      ";
		if (!cause.scope().isDefault()) {
			action.append(indent).append("clusters:").append(nl);
			action.append(indent).append("  ").append(cause.scope().name()).append(':').append(nl);
			indent += "    ";
		}
		action.append(indent).append("nodes: 10.0.0.1:7000,10.0.0.2:7000").append(nl);
		action.append(indent).append("password: ${REDIS_PASSWORD:}").append(nl).append(nl);
		action.append("An application without a cluster sets redis-cluster.enabled=false.");
		return new FailureAnalysis(cause.getMessage() + ".", action.toString(), cause);
	}

}
