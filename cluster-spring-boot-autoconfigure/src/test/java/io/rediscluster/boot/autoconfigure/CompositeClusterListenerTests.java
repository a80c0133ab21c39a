package io.rediscluster.boot.autoconfigure;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

import io.rediscluster.client.event.ClusterListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;

/**
 * What several listeners are told.
 */
class CompositeClusterListenerTests {

	private final ClusterListener first = Mockito.mock(ClusterListener.class);

	private final ClusterListener second = Mockito.mock(ClusterListener.class);

	@Test
	void everyEventThatThereIsReachesEachListener() throws ReflectiveOperationException {
		given(this.first.wantsCommands()).willReturn(true);
		given(this.second.wantsCommands()).willReturn(true);
		ClusterListener all = CompositeClusterListener.of(List.of(this.first, this.second));
		List<Method> events = Arrays.stream(ClusterListener.class.getMethods())
			.filter((method) -> method.getName().startsWith("on"))
			.toList();
		assertThat(events).hasSizeGreaterThan(10);
		for (Method event : events) {
			Object[] arguments = Arrays.stream(event.getParameterTypes())
				.map(CompositeClusterListenerTests::argument)
				.toArray();
			event.invoke(all, arguments);
			event.invoke(Mockito.verify(this.first), arguments);
			event.invoke(Mockito.verify(this.second), arguments);
		}
	}

	private static @Nullable Object argument(Class<?> type) {
		if (type == boolean.class) {
			return true;
		}
		if (type == int.class) {
			return 3;
		}
		return (type == long.class) ? Long.valueOf(3) : null;
	}

	@Test
	void onlyThoseThatWantCommandsAreToldOfThem() {
		given(this.second.wantsCommands()).willReturn(true);
		ClusterListener all = CompositeClusterListener.of(List.of(this.first, this.second));
		assertThat(all.wantsCommands()).isTrue();
		all.onCommand("GET", ClusterListener.CommandOutcome.SUCCESS, 1);
		Mockito.verify(this.first, Mockito.never()).onCommand("GET", ClusterListener.CommandOutcome.SUCCESS, 1);
		Mockito.verify(this.second).onCommand("GET", ClusterListener.CommandOutcome.SUCCESS, 1);
	}

	@Test
	void nobodyAndOneNeedNoComposite() {
		assertThat(CompositeClusterListener.of(List.of(ClusterListener.NONE))).isSameAs(ClusterListener.NONE);
		assertThat(CompositeClusterListener.of(List.of(ClusterListener.NONE, this.first))).isSameAs(this.first);
	}

}
