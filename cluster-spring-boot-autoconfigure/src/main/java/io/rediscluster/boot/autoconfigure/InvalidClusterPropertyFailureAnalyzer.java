package io.rediscluster.boot.autoconfigure;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;

/**
 * Names the property that cannot be used, where it was set, and why.
 */
final class InvalidClusterPropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidClusterPropertyException> {

	private final Environment environment;

	InvalidClusterPropertyFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidClusterPropertyException cause) {
		ConfigurationProperty property = new SetProperties(this.environment).find(cause.property());
		Origin origin = (property != null) ? property.getOrigin() : null;
		String place = (origin != null) ? " (set in " + origin + ")" : "";
		return new FailureAnalysis(
				"The property '" + cause.property() + "'" + place + " cannot be used: " + cause.reason() + ".",
				"Correct the value of '" + cause.property() + "'.", cause);
	}

}
