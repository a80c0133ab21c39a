package io.rediscluster.boot.autoconfigure;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

class ClusterRuntimeHintsTests {

	private final RuntimeHints hints = new RuntimeHints();

	ClusterRuntimeHintsTests() {
		new ClusterRuntimeHints().registerHints(this.hints, getClass().getClassLoader());
	}

	@Test
	void theTableOfCommandsIsPartOfTheImage() {
		assertThat(getClass().getClassLoader().getResource(ClusterRuntimeHints.COMMANDS)).isNotNull();
		assertThat(RuntimeHintsPredicates.resource().forResource(ClusterRuntimeHints.COMMANDS)).accepts(this.hints);
	}

	@Test
	void theProxyOfTemplatesIsPartOfTheImage() {
		ClusterConnectionFactory factory = new ClusterConnectionFactory(() -> Mockito.mock(ClusterClient.class));
		factory.start();
		Class<?>[] interfaces = ClassUtils.getAllInterfaces(factory.getConnection());
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(interfaces)).accepts(this.hints);
	}

}
