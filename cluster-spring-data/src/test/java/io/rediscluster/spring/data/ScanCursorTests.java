package io.rediscluster.spring.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.rediscluster.client.ServerErrorException;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.connection.DataType;
import org.springframework.data.redis.connection.zset.Tuple;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.KeyScanOptions;
import org.springframework.data.redis.core.ScanOptions;

import static io.rediscluster.spring.data.FamilyProbe.array;
import static io.rediscluster.spring.data.FamilyProbe.bytes;
import static io.rediscluster.spring.data.FamilyProbe.text;
import static io.rediscluster.spring.data.FamilyProbe.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The cursors over the elements of a key and over the keys of a cluster.
 */
class ScanCursorTests {

	private static final byte[] K = bytes("k");

	private final RecordingClusterClient client = new RecordingClusterClient();

	private final ClusterConnection connection = new ClusterConnection(this.client, true);

	@Test
	void theElementsOfAKeyAreThoseOfTheClientsWalk() {
		this.client.answer(array("a", "b", "more"), array("more"), array("c"));
		try (Cursor<byte[]> cursor = this.connection.setCommands()
			.sScan(K, ScanOptions.scanOptions().match("x*").count(9).build())) {
			assertThat(cursor.getId().isInitial()).isFalse();
			assertThat(texts(rest(cursor))).containsExactly("a", "b", "c");
			assertThat(cursor.getPosition()).isEqualTo(3);
			assertThat(cursor.getId().isInitial()).isTrue();
		}
		assertThat(this.client.sent()).containsExactly("scanSet k x* 9", "scanSet k x* 9", "scanSet k x* 9", "close");
	}

	@Test
	void fieldsAndTuplesAreReadInPairs() {
		this.client.answer(array(array("f", "1"), array("g", "2")), array(array("a", "1.5"), array("b", "inf")));
		try (Cursor<Map.Entry<byte[], byte[]>> fields = this.connection.hashCommands().hScan(K, ScanOptions.NONE);
				Cursor<Tuple> tuples = this.connection.zSetCommands().zScan(K, null)) {
			List<Map.Entry<byte[], byte[]>> entries = rest(fields);
			assertThat(entries).extracting((entry) -> text(entry.getKey())).containsExactly("f", "g");
			assertThat(entries).extracting((entry) -> text(entry.getValue())).containsExactly("1", "2");
			assertThat(rest(tuples)).containsExactly(Tuple.of(bytes("a"), 1.5),
					Tuple.of(bytes("b"), Double.POSITIVE_INFINITY));
		}
		assertThat(this.client.sent()).containsExactly("scanHash k all 100", "scanSortedSet k all 100", "close",
				"close");
	}

	@Test
	void theKeysOfAClusterAreThoseOfTheClientsWalk() {
		this.client.answer(array("a", "more"), array("b", "more"), array("more"), array("c", "d"));
		try (Cursor<byte[]> cursor = this.connection.keyCommands()
			.scan(KeyScanOptions.scanOptions(DataType.HASH).match("k*").count(3).build())) {
			assertThat(texts(rest(cursor))).containsExactly("a", "b", "c", "d");
			assertThat(cursor.getId().isInitial()).isTrue();
		}
		assertThat(this.client.sent()).hasSize(5).startsWith("scan k* 3 hash").endsWith("close");
	}

	@Test
	void anEmptyClusterHasNoKeys() {
		this.client.answer((Object) array());
		try (Cursor<byte[]> cursor = this.connection.keyCommands().scan((ScanOptions) null)) {
			assertThat(cursor.hasNext()).isFalse();
		}
		assertThat(this.client.sent()).containsExactly("scan all 100", "close");
	}

	@Test
	void aFailureOfAScanIsTranslated() {
		this.client.answer(array("a", "more"), new ServerErrorException("NOPERM no"));
		try (Cursor<byte[]> cursor = this.connection.keyCommands().scan(ScanOptions.NONE)) {
			assertThat(cursor.next()).isEqualTo(bytes("a"));
			assertThatExceptionOfType(DataAccessException.class).isThrownBy(cursor::hasNext);
		}
	}

	@Test
	void theEndOfACursorIsTheEndOfItsConnection() {
		this.client.answer((Object) array("a"));
		Cursor<byte[]> ofKey = this.connection.setCommands().sScan(K, ScanOptions.NONE);
		assertThat(this.connection.isClosed()).isFalse();
		ofKey.close();
		assertThat(this.connection.isClosed()).isTrue();
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class).isThrownBy(ofKey::hasNext);
	}

	@Test
	void theEndOfAClusterScanIsTheEndOfItsConnection() {
		this.client.answer((Object) array("a"));
		this.connection.keyCommands().scan(ScanOptions.NONE).close();
		assertThat(this.connection.isClosed()).isTrue();
	}

	@Test
	void aScanIsRefusedWhileCommandsAreQueued() {
		this.connection.openPipeline();
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
			.isThrownBy(() -> this.connection.keyCommands().scan(ScanOptions.NONE))
			.withMessageStartingWith("SCAN");
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
			.isThrownBy(() -> this.connection.hashCommands().hScan(K, ScanOptions.NONE))
			.withMessageStartingWith("HSCAN");
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
			.isThrownBy(() -> this.connection.setCommands().sScan(K, ScanOptions.NONE))
			.withMessageStartingWith("SSCAN");
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
			.isThrownBy(() -> this.connection.zSetCommands().zScan(K, ScanOptions.NONE))
			.withMessageStartingWith("ZSCAN");
		assertThat(this.connection.isPipelined()).isTrue();
		assertThat(this.client.sent()).isEmpty();
	}

	private static <T> List<T> rest(Cursor<T> cursor) {
		List<T> rest = new ArrayList<>();
		cursor.forEachRemaining(rest::add);
		return rest;
	}

}
