package io.rediscluster.boot.autoconfigure;

import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.Environment;

/**
 * Reports keys under {@code redis-cluster} that nobody reads, so that a misspelt setting
 * does not pass for one that works. Variables of the process's environment are left out:
 * other programs may share the prefix.
 */
final class UnknownProperties {

	private static final Logger logger = LoggerFactory.getLogger(UnknownProperties.class);

	private UnknownProperties() {
	}

	/**
	 * Logs a warning for each unknown key.
	 * @param environment where properties are set
	 */
	static void warn(Environment environment) {
		for (ConfigurationProperty property : find(environment)) {
			logger.warn("{} is set{} and nobody reads it: there is no such property", property.getName(),
					(property.getOrigin() != null) ? " in " + property.getOrigin() : "");
		}
	}

	private static Iterable<ConfigurationProperty> find(Environment environment) {
		try {
			Binder.get(environment)
				.bind("redis-cluster", Bindable.of(ClusterProperties.class),
						new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter()));
			return Set.of();
		}
		catch (BindException ex) {
			// a value that cannot be bound is reported by the bean of the properties
			return (ex.getCause() instanceof UnboundConfigurationPropertiesException unbound)
					? unbound.getUnboundProperties() : Set.of();
		}
	}

}
