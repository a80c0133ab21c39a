package io.rediscluster.spring.data;

import java.util.Properties;

import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code name:value} lines of {@code INFO} and {@code CLUSTER INFO}. Values are
 * taken as they are: unlike in a properties file a backslash means nothing.
 */
final class InfoReader {

	private InfoReader() {
	}

	static Properties read(@Nullable String text) {
		Properties properties = new Properties();
		if (text != null) {
			text.lines().filter((line) -> !line.startsWith("#")).forEach((line) -> {
				int colon = line.indexOf(':');
				if (colon > 0) {
					properties.setProperty(line.substring(0, colon), line.substring(colon + 1).trim());
				}
			});
		}
		return properties;
	}

}
