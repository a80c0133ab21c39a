package io.rediscluster.spring.data;

import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.rediscluster.client.CommandOutcomeUnknownException;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.internal.resp.ErrorValue;
import io.rediscluster.client.internal.resp.MapValue;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisClusterCommands;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisClusterServerCommands;
import org.springframework.data.redis.connection.RedisScriptingCommands;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link ClusterConnection}, outside of pipelines.
 */
class ClusterConnectionTests {

	private final RecordingClusterClient client = new RecordingClusterClient();

	private final ClusterConnection connection = new ClusterConnection(this.client, true);

	@Test
	void rawRepliesArePlainJavaValues() {
		this.client.answer(bytes("v"), "OK", 5L, 1.5D, true);
		assertThat(this.connection.execute("GET", bytes("k"))).isEqualTo(bytes("v"));
		assertThat(this.connection.execute("SET", bytes("k"), bytes("v"))).isEqualTo("OK");
		assertThat(this.connection.execute("INCR", bytes("k"))).isEqualTo(5L);
		assertThat(this.connection.execute("ZSCORE", bytes("k"), bytes("m"))).isEqualTo(1.5D);
		assertThat(this.connection.execute("EXISTS", bytes("k"))).isEqualTo(true);
		assertThat(this.client.sent()).containsExactly("GET k", "SET k v", "INCR k", "ZSCORE k m", "EXISTS k");
	}

	@Test
	void rawNullIsNull() {
		this.client.answerNull();
		assertThat(this.connection.execute("GET", bytes("k"))).isNull();
	}

	@Test
	void rawCollectionsAreLists() {
		this.client.answer((Object) new Object[] { 7L, null, new Object[] { 1L, "OK" } });
		assertThat(this.connection.execute("LRANGE", bytes("k"), bytes("0"), bytes("-1")))
			.isEqualTo(Arrays.asList(7L, null, List.of(1L, "OK")));
	}

	@Test
	void rawMapsAreMapsInTheServersOrder() {
		this.client.answer(new MapValue(new Object[] { "f", 1L, "g", new MapValue(new Object[] { "h", 2L }) }));
		assertThat(this.connection.execute("CONFIG GET", bytes("*"))).isEqualTo(Map.of("f", 1L, "g", Map.of("h", 2L)))
			.asInstanceOf(InstanceOfAssertFactories.map(Object.class, Object.class))
			.containsOnlyKeys("f", "g");
	}

	@Test
	void anEmptyRawMapIsAMap() {
		this.client.answer(new MapValue(new Object[0]));
		assertThat(this.connection.execute("HGETALL", bytes("k"))).isEqualTo(Map.of());
	}

	@Test
	void aRawCommandMayHaveNoArguments() {
		this.client.answer(3L);
		assertThat(this.connection.execute(" dbsize ")).isEqualTo(3L);
		assertThat(this.connection.execute("PING", (byte[][]) null)).isEqualTo("OK");
		assertThat(this.client.sent()).containsExactly("DBSIZE", "PING");
	}

	@Test
	void aRawCommandNeedsAName() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.connection.execute(" "));
		assertThatIllegalArgumentException().isThrownBy(() -> this.connection.execute("GET", (byte[]) null));
		assertThat(this.client.sent()).isEmpty();
	}

	@Test
	void failuresAreTranslated() {
		this.client.answer(new ServerErrorException("WRONGTYPE Operation"),
				new CommandOutcomeUnknownException("lost", new ServerErrorException("x").details(), null));
		assertThatExceptionOfType(RedisSystemException.class)
			.isThrownBy(() -> this.connection.execute("INCR", bytes("k")))
			.havingRootCause()
			.withMessage("WRONGTYPE Operation");
		assertThatExceptionOfType(CommandOutcomeUnknownDataAccessException.class)
			.isThrownBy(() -> this.connection.execute("INCR", bytes("k")));
	}

	@Test
	void errorsInsideARawCollectionStayElements() {
		this.client.answer((Object) new Object[] { new ErrorValue("ERR inner"), 1L });
		assertThat(this.connection.execute("EVAL", bytes("return {}"), bytes("0")))
			.asInstanceOf(InstanceOfAssertFactories.LIST)
			.satisfiesExactly((error) -> assertThat((Throwable) error).hasMessage("ERR inner"),
					(number) -> assertThat(number).isEqualTo(1L));
	}

	@Test
	void selectAcceptsDatabaseZeroOnly() {
		this.connection.select(0);
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class).isThrownBy(() -> this.connection.select(1));
		assertThat(this.client.sent()).isEmpty();
	}

	@Test
	void simpleCommandsAreCarriedOut() {
		this.client.answer(bytes("hello"), "PONG", 2L);
		assertThat(this.connection.echo(bytes("hello"))).isEqualTo(bytes("hello"));
		assertThat(this.connection.ping()).isEqualTo("PONG");
		assertThat(this.connection.publish(bytes("c"), bytes("m"))).isEqualTo(2);
		assertThat(this.client.sent()).containsExactly("ECHO hello", "PING", "PUBLISH c m");
	}

	@Test
	void nullArgumentsAreRefusedBeforeAnythingIsSent() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.connection.echo(null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.connection.publish(null, bytes("m")));
		assertThatIllegalArgumentException().isThrownBy(() -> this.connection.publish(bytes("c"), null));
		assertThat(this.client.sent()).isEmpty();
	}

	@Test
	void aSubscriptionIsNoPartOfAPipelineOrATransaction() {
		this.connection.openPipeline();
		assertRefused(catchThrowable(() -> this.connection.subscribe((message, pattern) -> {
		}, bytes("c"))), "A subscription");
		this.connection.closePipeline();
		this.connection.multi();
		assertRefused(catchThrowable(() -> this.connection.pSubscribe((message, pattern) -> {
		}, bytes("c"))), "A subscription");
		this.connection.discard();
		assertThatIllegalArgumentException().isThrownBy(() -> this.connection.subscribe(null, bytes("c")));
		assertThatIllegalArgumentException().isThrownBy(() -> this.connection.subscribe((message, pattern) -> {
		}));
		assertThatIllegalArgumentException().isThrownBy(() -> this.connection.pSubscribe((message, pattern) -> {
		}, (byte[]) null));
		this.connection.close();
		assertRefused(catchThrowable(() -> this.connection.subscribe((message, pattern) -> {
		}, bytes("c"))), "The connection is closed");
		assertThat(this.connection.isQueueing()).isFalse();
		assertThat(this.connection.isSubscribed()).isFalse();
		assertThat(this.connection.getSubscription()).isNull();
		assertThat(this.client.sent()).isEmpty();
	}

	private static void assertRefused(Throwable thrown, String message) {
		assertThat(thrown).isInstanceOf(InvalidDataAccessApiUsageException.class).hasMessageStartingWith(message);
	}

	@Test
	void closeIsIdempotentAndLeavesThePipeline() {
		this.connection.openPipeline();
		this.connection.execute("GET", bytes("k"));
		this.connection.close();
		this.connection.close();
		assertThat(this.connection.isClosed()).isTrue();
		assertThat(this.connection.isPipelined()).isFalse();
		assertThat(this.connection.closePipeline()).isEmpty();
		assertThat(this.client.sent()).isEmpty();
		assertThat(this.client.closed()).isZero();
	}

	@Test
	void aClosedConnectionOpensNoPipeline() {
		this.connection.close();
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class).isThrownBy(this.connection::openPipeline);
	}

	@Test
	void aClosedConnectionStillCarriesOutSingleCommands() {
		this.connection.close();
		this.connection.execute("GET", bytes("k"));
		assertThat(this.client.sent()).containsExactly("GET k");
	}

	@Test
	void connectionsAreEqualOnlyToThemselves() {
		assertThat(this.connection).isEqualTo(this.connection).isNotEqualTo(new ClusterConnection(this.client, true));
	}

	@Test
	void theConnectionOffersItsCommandsDirectlyToo() {
		this.client.answer(4L);
		assertThat(this.connection.commands()).isSameAs(this.connection);
		assertThat(this.connection.dbSize()).isEqualTo(4);
	}

	@Test
	void everyInterfaceIsPublicSoThatSpringCanProxyTheConnection() {
		assertThat(ClassUtils.getAllInterfaces(this.connection))
			.allMatch((type) -> Modifier.isPublic(type.getModifiers()));
		RedisClusterConnection proxy = (RedisClusterConnection) new ProxyFactory(this.connection).getProxy();
		this.client.answer("PONG", 7L);
		assertThat(proxy.ping()).isEqualTo("PONG");
		assertThat(proxy.serverCommands().dbSize()).isEqualTo(7);
		assertThat(proxy.getNativeConnection()).isSameAs(this.client);
	}

	@Test
	void commandFamiliesCanBeProxiedAsInATransaction() {
		assertThat(new ProxyFactory(this.connection.serverCommands()).getProxy())
			.isInstanceOf(RedisClusterServerCommands.class);
		assertThat(new ProxyFactory(this.connection.scriptingCommands()).getProxy())
			.isInstanceOf(RedisScriptingCommands.class);
		assertThat(new ProxyFactory(this.connection.clusterCommands()).getProxy())
			.isInstanceOf(RedisClusterCommands.class);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
