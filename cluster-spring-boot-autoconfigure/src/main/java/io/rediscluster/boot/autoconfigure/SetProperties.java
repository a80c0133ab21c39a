package io.rediscluster.boot.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.core.env.Environment;

/**
 * Tells which properties somebody has set, as opposed to those that have a default. Knows
 * every spelling that Spring Boot's binding knows.
 */
final class SetProperties {

	private final Environment environment;

	SetProperties(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Tells whether a property, an element of it or a property below it is set.
	 * @param name the full name in canonical form
	 */
	boolean contains(String name) {
		ConfigurationPropertyName property = ConfigurationPropertyName.of(name);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source.getConfigurationProperty(property) != null
					|| source.getConfigurationProperty(ConfigurationPropertyName.of(name + "[0]")) != null
					|| source.containsDescendantOf(property) == ConfigurationPropertyState.PRESENT) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Finds a property with its origin.
	 * @param name the full name in canonical form
	 * @return the property, or {@code null} if it is not set
	 */
	@Nullable ConfigurationProperty find(String name) {
		ConfigurationPropertyName property = ConfigurationPropertyName.ofIfValid(name);
		if (property == null) {
			return null;
		}
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty found = source.getConfigurationProperty(property);
			if (found != null) {
				return found;
			}
		}
		return null;
	}

}
