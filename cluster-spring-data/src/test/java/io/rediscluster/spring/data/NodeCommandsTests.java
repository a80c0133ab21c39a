package io.rediscluster.spring.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.rediscluster.client.ServerErrorException;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.DataType;
import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ScanOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link NodeCommands}.
 */
class NodeCommandsTests {

	private static final RedisClusterNode NODE = new RedisClusterNode("127.0.0.1", 7001);

	private final RecordingClusterClient client = new RecordingClusterClient();

	private final ClusterConnection connection = new ClusterConnection(this.client, true);

	@Test
	void oneNodeIsAsked() {
		this.client.answer("PONG", new Object[] { bytes("b"), bytes("a") }, bytes("a")).answerNull();
		assertThat(this.connection.ping(NODE)).isEqualTo("PONG");
		assertThat(this.connection.keys(NODE, bytes("*"))).containsExactly(bytes("b"), bytes("a"));
		assertThat(this.connection.randomKey(NODE)).isEqualTo(bytes("a"));
		assertThat(this.connection.randomKey(NODE)).isNull();
		assertThat(this.client.sent()).containsExactly("on[7001] PING", "on[7001] KEYS *", "on[7001] RANDOMKEY",
				"on[7001] RANDOMKEY");
	}

	@Test
	void anUnknownNodeIsRefused() {
		RedisClusterNode unknown = new RedisClusterNode("127.0.0.1", 1234);
		assertThatIllegalArgumentException().isThrownBy(() -> this.connection.ping(unknown))
			.withMessage("Node 127.0.0.1:1234 is unknown to cluster");
		assertThatIllegalArgumentException().isThrownBy(() -> this.connection.scan(unknown, ScanOptions.NONE));
		assertThatIllegalArgumentException().isThrownBy(() -> this.connection.keys(NODE, null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.connection.scan(NODE, null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.connection.ping(null));
		assertThat(this.client.sent()).isEmpty();
	}

	@Test
	void aScanWalksToItsEnd() {
		this.client.answer(page("a", "b", "more"), page("more"), page("c"));
		List<String> keys = new ArrayList<>();
		try (Cursor<byte[]> cursor = this.connection.scan(NODE, ScanOptions.NONE)) {
			cursor.forEachRemaining((key) -> keys.add(new String(key, StandardCharsets.UTF_8)));
		}
		assertThat(keys).containsExactly("a", "b", "c");
		assertThat(this.client.sent()).hasSize(4).startsWith("scan[7001] all 100").endsWith("close");
	}

	@Test
	void aScanPassesItsOptions() {
		this.client.answer((Object) page());
		this.connection.scan(NODE, ScanOptions.scanOptions().match("x*").count(9).type(DataType.HASH).build()).close();
		assertThat(this.client.sent()).containsExactly("scan[7001] x* 9 hash", "close");
	}

	@Test
	void closingTheCursorClosesTheConnection() {
		this.client.answer((Object) page());
		this.connection.scan(NODE, ScanOptions.NONE).close();
		assertThat(this.connection.isClosed()).isTrue();
	}

	@Test
	void aScanThatFailsClosesTheConnection() {
		this.client.answer(page("a", "more"), new ServerErrorException("ERR x"));
		Cursor<byte[]> cursor = this.connection.scan(NODE, ScanOptions.NONE);
		assertThat(cursor.next()).isEqualTo(bytes("a"));
		assertThatExceptionOfType(RedisSystemException.class).isThrownBy(cursor::hasNext);
		assertThat(this.connection.isClosed()).isTrue();
	}

	private static Object[] page(String... keys) {
		Object[] elements = new Object[keys.length];
		for (int i = 0; i < keys.length; i++) {
			elements[i] = bytes(keys[i]);
		}
		return elements;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
