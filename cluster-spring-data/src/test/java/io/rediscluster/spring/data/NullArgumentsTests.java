package io.rediscluster.spring.data;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.data.domain.Range;
import org.springframework.data.geo.Circle;
import org.springframework.data.geo.Distance;
import org.springframework.data.geo.Metrics;
import org.springframework.data.geo.Point;
import org.springframework.data.redis.connection.BitFieldSubCommands;
import org.springframework.data.redis.connection.CompareCondition;
import org.springframework.data.redis.connection.DefaultSortParameters;
import org.springframework.data.redis.connection.ExpirationOptions;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.RedisGeoCommands;
import org.springframework.data.redis.connection.RedisGeoCommands.GeoLocation;
import org.springframework.data.redis.connection.RedisGeoCommands.GeoRadiusCommandArgs;
import org.springframework.data.redis.connection.RedisGeoCommands.GeoSearchCommandArgs;
import org.springframework.data.redis.connection.RedisGeoCommands.GeoSearchStoreCommandArgs;
import org.springframework.data.redis.connection.RedisHashCommands;
import org.springframework.data.redis.connection.RedisHyperLogLogCommands;
import org.springframework.data.redis.connection.RedisKeyCommands;
import org.springframework.data.redis.connection.RedisListCommands;
import org.springframework.data.redis.connection.RedisSetCommands;
import org.springframework.data.redis.connection.RedisStreamCommands;
import org.springframework.data.redis.connection.RedisStreamCommands.TrimOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XAddOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XClaimOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XDelOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XPendingOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XTrimOptions;
import org.springframework.data.redis.connection.RedisStringCommands;
import org.springframework.data.redis.connection.RedisZSetCommands;
import org.springframework.data.redis.connection.RedisZSetCommands.ZAddArgs;
import org.springframework.data.redis.connection.SetCondition;
import org.springframework.data.redis.connection.stream.Consumer;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.RecordId;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.connection.stream.StreamReadOptions;
import org.springframework.data.redis.connection.stream.StreamRecords;
import org.springframework.data.redis.connection.zset.Tuple;
import org.springframework.data.redis.connection.zset.Weights;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.types.Expiration;
import org.springframework.data.redis.domain.geo.GeoReference;
import org.springframework.data.redis.domain.geo.GeoShape;

import static io.rediscluster.spring.data.FamilyProbe.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Every argument that Spring's interfaces do not allow to be null is refused before
 * anything is sent.
 */
class NullArgumentsTests {

	private static final List<Class<?>> FAMILIES = List.of(RedisKeyCommands.class, RedisStringCommands.class,
			RedisListCommands.class, RedisSetCommands.class, RedisZSetCommands.class, RedisHashCommands.class,
			RedisGeoCommands.class, RedisHyperLogLogCommands.class, RedisStreamCommands.class);

	private static final List<Object> SAMPLES = List.of(bytes("k"), new byte[][] { bytes("a") }, "text", 1L, 1, 1.0,
			true, Map.of(bytes("f"), bytes("v")), Set.of(Tuple.of(bytes("a"), 1.0)), Range.unbounded(),
			Limit.unlimited(), Weights.of(1.0), Expiration.seconds(5), SetCondition.upsert(),
			CompareCondition.ifEquals(bytes("v")), ExpirationOptions.none(), Consumer.from("g", "c"),
			new RecordId[] { RecordId.of("1-0") }, new StreamOffset<?>[] { StreamOffset.fromStart(bytes("k")) },
			XAddOptions.none(), XDelOptions.defaults(), XPendingOptions.unbounded(), ReadOffset.latest(),
			XTrimOptions.of(TrimOptions.maxLen(1)), XClaimOptions.minIdleMs(1).ids("1-0"), StreamReadOptions.empty(),
			StreamRecords.newRecord().in(bytes("k")).ofMap(Map.of(bytes("f"), bytes("v"))), new Point(1, 2),
			new Circle(1, 2, 3), new Distance(1), Metrics.NEUTRAL, GeoReference.fromCoordinate(1, 2),
			GeoShape.byRadius(new Distance(1)), GeoRadiusCommandArgs.newGeoRadiusArgs(),
			GeoSearchCommandArgs.newGeoSearchArgs(), GeoSearchStoreCommandArgs.newGeoSearchStoreArgs(),
			BitFieldSubCommands.create(), ZAddArgs.empty(), Duration.ofSeconds(1), TimeUnit.SECONDS,
			new DefaultSortParameters(), ScanOptions.NONE, List.of(new GeoLocation<>(bytes("a"), new Point(1, 2))));

	static Stream<Case> cases() {
		return FAMILIES.stream()
			.flatMap((family) -> Arrays.stream(family.getMethods()).map((method) -> Map.entry(family, method)))
			.filter((entry) -> isOurs(entry.getKey(), entry.getValue()))
			.flatMap((entry) -> casesOf(entry.getKey(), entry.getValue()));
	}

	private static Stream<Case> casesOf(Class<?> family, Method method) {
		List<Case> cases = new ArrayList<>();
		for (int i = 0; i < method.getParameterCount(); i++) {
			if (mustNotBeNull(method, i)) {
				cases.add(new Case(family, method, i));
			}
		}
		return cases.stream();
	}

	private static boolean isOurs(Class<?> family, Method method) {
		try {
			return implementation(family, new ClusterConnection(new RecordingClusterClient(), true)).getClass()
				.getMethod(method.getName(), method.getParameterTypes())
				.getDeclaringClass() != family;
		}
		catch (NoSuchMethodException ex) {
			throw new AssertionError(ex);
		}
	}

	private static boolean mustNotBeNull(Method method, int index) {
		AnnotatedType type = method.getAnnotatedParameterTypes()[index];
		Class<?> raw = method.getParameterTypes()[index];
		boolean scanOptions = raw == ScanOptions.class;
		return !raw.isPrimitive() && !scanOptions && !type.isAnnotationPresent(Nullable.class);
	}

	private static Object implementation(Class<?> family, ClusterConnection connection) {
		for (Method method : ClusterConnection.class.getMethods()) {
			if (method.getReturnType() == family && method.getParameterCount() == 0) {
				try {
					return method.invoke(connection);
				}
				catch (ReflectiveOperationException ex) {
					throw new AssertionError(ex);
				}
			}
		}
		throw new AssertionError(family);
	}

	private static Object sample(Class<?> type) {
		if (type.isEnum()) {
			return type.getEnumConstants()[0];
		}
		Class<?> boxed = type.isPrimitive() ? java.lang.invoke.MethodType.methodType(type).wrap().returnType() : type;
		return SAMPLES.stream()
			.filter(boxed::isInstance)
			.findFirst()
			.orElseThrow(() -> new AssertionError("no sample of " + type));
	}

	@ParameterizedTest
	@MethodSource("cases")
	void isRefusedBeforeAnythingIsSent(Case nullCase) throws IllegalAccessException {
		RecordingClusterClient client = new RecordingClusterClient();
		Object family = implementation(nullCase.family, new ClusterConnection(client, true));
		Object[] arguments = Arrays.stream(nullCase.method.getParameterTypes())
			.map(NullArgumentsTests::sample)
			.toArray();
		arguments[nullCase.index] = null;
		Throwable thrown = catchThrowable(() -> nullCase.method.invoke(family, arguments));
		assertThat(thrown).isInstanceOf(InvocationTargetException.class);
		assertThat(thrown.getCause()).isInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("must not be null");
		assertThat(client.sent()).isEmpty();
	}

	private record Case(Class<?> family, Method method, int index) {

		@Override
		public String toString() {
			return this.method.getName()
					+ Arrays.stream(this.method.getParameterTypes()).map(Class::getSimpleName).toList() + " #"
					+ this.index;
		}

	}

}
