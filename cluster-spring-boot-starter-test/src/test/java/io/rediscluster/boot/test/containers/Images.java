package io.rediscluster.boot.test.containers;

import org.testcontainers.utility.DockerImageName;

/**
 * The image that container tests run.
 */
final class Images {

	private Images() {
	}

	static DockerImageName redis() {
		String image = System.getenv("REDIS_TEST_IMAGE");
		if (image == null) {
			throw new IllegalStateException("REDIS_TEST_IMAGE names no image; see docs/testing.md");
		}
		return DockerImageName.parse(image);
	}

}
