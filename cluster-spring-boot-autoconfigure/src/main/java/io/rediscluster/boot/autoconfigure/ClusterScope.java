package io.rediscluster.boot.autoconfigure;

/**
 * One of the clusters that an application configures, and the prefix of its properties.
 *
 * @param name {@link #DEFAULT_NAME} or the name under {@code redis-cluster.clusters}
 * @param prefix the prefix of its properties, with the dot that follows it
 */
record ClusterScope(String name, String prefix) {

	static final String DEFAULT_NAME = "default";

	/** The cluster directly under {@code redis-cluster}. */
	static final ClusterScope DEFAULT = new ClusterScope(DEFAULT_NAME, ClusterProperties.PREFIX);

	/** What the binder and the names of beans and properties all can hold. */
	private static final String NAMES = "[a-z][a-z0-9]*(-[a-z0-9]+)*";

	/**
	 * Returns the scope of a further cluster.
	 * @param name its name under {@code redis-cluster.clusters}
	 * @return the scope
	 * @throws InvalidClusterPropertyException if the name cannot be used
	 */
	static ClusterScope named(String name) {
		if (!name.matches(NAMES) || name.equals(DEFAULT_NAME)) {
			throw new InvalidClusterPropertyException("redis-cluster.clusters." + name,
					"the name of a cluster has lower-case letters, digits and single dashes, begins with a letter and"
							+ " is not 'default'",
					null);
		}
		return new ClusterScope(name, ClusterProperties.PREFIX + "clusters." + name + ".");
	}

	boolean isDefault() {
		return this.name.equals(DEFAULT_NAME);
	}

	/**
	 * Returns the full name of a property.
	 */
	String property(String key) {
		return this.prefix + key;
	}

}
