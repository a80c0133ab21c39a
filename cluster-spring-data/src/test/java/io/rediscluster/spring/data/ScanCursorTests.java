package io.rediscluster.spring.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

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

	/** Beyond the range of a signed number of 64 bits. */
	private static final String LARGE = "18446744073709551615";

	private final RecordingClusterClient client = new RecordingClusterClient();

	private final ClusterConnection connection = new ClusterConnection(this.client, true);

	@Test
	void aKeyIsScannedUntilTheServerIsBackAtZero() {
		this.client.answer(array(LARGE, array("a", "b")), array("7", array()), array("0", array("c")));
		try (Cursor<byte[]> cursor = this.connection.setCommands()
			.sScan(K, ScanOptions.scanOptions().match("x*").count(9).build())) {
			assertThat(cursor.getId().getCursorId()).isEqualTo(LARGE);
			assertThat(texts(rest(cursor))).containsExactly("a", "b", "c");
			assertThat(cursor.getPosition()).isEqualTo(3);
		}
		assertThat(this.client.sent()).containsExactly("SSCAN k 0 MATCH x* COUNT 9",
				"SSCAN k " + LARGE + " MATCH x* COUNT 9", "SSCAN k 7 MATCH x* COUNT 9");
	}

	@Test
	void fieldsAndTuplesAreReadInPairs() {
		this.client.answer(array("0", array("f", "1", "g", "2")), array("0", array("a", "1.5", "b", "inf")));
		try (Cursor<Map.Entry<byte[], byte[]>> fields = this.connection.hashCommands().hScan(K, ScanOptions.NONE);
				Cursor<Tuple> tuples = this.connection.zSetCommands().zScan(K, null)) {
			List<Map.Entry<byte[], byte[]>> entries = rest(fields);
			assertThat(entries).extracting((entry) -> text(entry.getKey())).containsExactly("f", "g");
			assertThat(entries).extracting((entry) -> text(entry.getValue())).containsExactly("1", "2");
			assertThat(rest(tuples)).containsExactly(Tuple.of(bytes("a"), 1.5),
					Tuple.of(bytes("b"), Double.POSITIVE_INFINITY));
		}
		assertThat(this.client.sent()).containsExactly("HSCAN k 0", "ZSCAN k 0");
	}

	@Test
	void aClusterIsScannedPrimaryByPrimary() {
		this.client.answer(array("5", array("a")), array("0", array("b")), array("0", array()),
				array("0", array("c", "d")));
		try (Cursor<byte[]> cursor = this.connection.keyCommands()
			.scan(KeyScanOptions.scanOptions(DataType.HASH).match("k*").count(3).build())) {
			assertThat(texts(rest(cursor))).containsExactly("a", "b", "c", "d");
			assertThat(cursor.getId().isInitial()).isTrue();
		}
		assertThat(this.client.sent()).containsExactly("on[7000] SCAN 0 MATCH k* COUNT 3 TYPE hash",
				"on[7000] SCAN 5 MATCH k* COUNT 3 TYPE hash", "on[7001] SCAN 0 MATCH k* COUNT 3 TYPE hash",
				"on[7002] SCAN 0 MATCH k* COUNT 3 TYPE hash");
	}

	@Test
	void anEmptyClusterHasNoKeys() {
		this.client.answer(array("0", array()), array("0", array()), array("0", array()));
		try (Cursor<byte[]> cursor = this.connection.keyCommands().scan((ScanOptions) null)) {
			assertThat(cursor.hasNext()).isFalse();
		}
		assertThat(this.client.sent()).containsExactly("on[7000] SCAN 0", "on[7001] SCAN 0", "on[7002] SCAN 0");
	}

	@Test
	void theEndOfACursorIsTheEndOfItsConnection() {
		this.client.answer((Object) array("0", array("a")));
		Cursor<byte[]> ofKey = this.connection.setCommands().sScan(K, ScanOptions.NONE);
		assertThat(this.connection.isClosed()).isFalse();
		ofKey.close();
		assertThat(this.connection.isClosed()).isTrue();
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class).isThrownBy(ofKey::hasNext);
	}

	@Test
	void theEndOfAClusterScanIsTheEndOfItsConnection() {
		this.client.answer((Object) array("0", array("a")));
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
