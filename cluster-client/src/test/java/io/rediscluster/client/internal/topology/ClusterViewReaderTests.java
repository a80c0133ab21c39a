package io.rediscluster.client.internal.topology;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.rediscluster.client.AddressMapper;
import io.rediscluster.client.HostPortRemap;
import io.rediscluster.client.internal.resp.RespReader;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The recorded replies are of clusters of two primaries and one replica, with slot 100
 * migrating; the addresses were made the same in all.
 */
class ClusterViewReaderTests {

	private static final HostAndPort ASKED = new HostAndPort("asked", 7000);

	private static final String A = "a".repeat(40);

	private static final String B = "b".repeat(40);

	private static Object[] array(@Nullable Object... elements) {
		return elements;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static Object[] node(@Nullable String host, long port, String id) {
		return array((host != null) ? bytes(host) : null, port, bytes(id));
	}

	private static ClusterView read(@Nullable Object slots, @Nullable String nodes) throws InvalidViewException {
		return ClusterViewReader.read(ASKED, AddressMapper.IDENTITY, slots, nodes);
	}

	private static String line(String id, String address, String flags, String primary, long epoch, String slots) {
		return id + " " + address + " " + flags + " " + primary + " 0 0 " + epoch + " connected " + slots + "\n";
	}

	private static Object recordedSlots(String server) throws IOException {
		try (InputStream in = resource(server + "-slots.resp")) {
			RespReader reader = new RespReader(in, 1 << 20);
			Object value = reader.next();
			while (value == RespReader.INCOMPLETE) {
				reader.fill();
				value = reader.next();
			}
			return Objects.requireNonNull(value);
		}
	}

	private static String recordedNodes(String server) throws IOException {
		try (InputStream in = resource(server + "-nodes.txt")) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	private static InputStream resource(String name) {
		return Objects.requireNonNull(ClusterViewReaderTests.class.getResourceAsStream(name), name);
	}

	private static void assertRecorded(ClusterView view, String host) {
		assertThat(view.owners()).doesNotContainNull();
		Node first = Objects.requireNonNull(view.nodes().get(view.owners()[100]));
		Node second = Objects.requireNonNull(view.nodes().get(view.owners()[8001]));
		assertThat(view.owners()[8000]).isEqualTo(first.id());
		assertThat(view.owners()[16383]).isEqualTo(second.id());
		assertThat(first.address()).hasToString(host.formatted(0) + ":27000");
		assertThat(second.address()).hasToString(host.formatted(1) + ":27001");
		assertThat(List.of(first, second)).allMatch(Node::isPrimary).noneMatch(Node::isFailed);
	}

	@ParameterizedTest
	@CsvSource({ "redis-6.2, 127.0.0.1", "redis-7.0, node-%d.example", "redis-8, node-%d.example",
			"valkey-9, node-%d.example" })
	void recordedRepliesAreRead(String server, String host) throws IOException {
		ClusterView view = read(recordedSlots(server), recordedNodes(server));
		assertRecorded(view, host);
		assertThat(view.hasEpochs()).isTrue();
		assertThat(view.nodes()).hasSize(3);
		assertThat(view.nodes().values()).filteredOn((node) -> !node.isPrimary())
			.singleElement()
			.satisfies((replica) -> {
				assertThat(replica.primaryId()).isEqualTo(view.owners()[0]);
				assertThat(replica.address()).hasToString(host.formatted(2) + ":27002");
			});
		assertThat(view.nodes().values()).allSatisfy((node) -> assertThat(node.flags()).isEmpty());
	}

	@ParameterizedTest
	@CsvSource({ "redis-6.2, 127.0.0.1", "redis-7.0, node-%d.example", "redis-8, node-%d.example",
			"valkey-9, node-%d.example" })
	void slotsAloneAreEnough(String server, String host) throws IOException {
		ClusterView view = read(recordedSlots(server), null);
		assertRecorded(view, host);
		assertThat(view.hasEpochs()).isFalse();
	}

	@ParameterizedTest
	@NullAndEmptySource
	void anEmptyEndpointIsTheAddressThatWasAsked(@Nullable String host) throws IOException {
		ClusterView view = read(array((Object) array(0L, 16383L, node(host, 7001, A), node("h", 7002, B))), null);
		assertThat(view.nodes().get(A).announced()).hasToString("asked:7001");
		assertThat(view.nodes().get(B).announced()).hasToString("h:7002");
		assertThat(view.nodes().get(B).primaryId()).isEqualTo(A);
	}

	@Test
	void anUnknownEndpointIsLookedUpInNodes() throws IOException {
		Object slots = array((Object) array(0L, 16383L, node("?", 7001, A)));
		assertThat(read(slots, line(A, "10.0.0.1:7001@17001", "master", "-", 3, "0-16383")).nodes().get(A).announced())
			.hasToString("10.0.0.1:7001");
		ClusterView alone = read(slots, null);
		assertThat(alone.nodes()).isEmpty();
		assertThat(alone.coversAnything()).isFalse();
	}

	@Test
	void nodesThatSlotsDoNotNameComeFromNodes() throws IOException {
		Object slots = array((Object) array(0L, 16383L, node("10.0.0.1", 7001, A)));
		String c = "c".repeat(40);
		ClusterView view = read(slots,
				line(A, "10.0.0.1:7001@17001", "myself,master", "-", 3, "0-16383")
						+ line(B, "10.0.0.2:7002@17002", "slave,fail", A, 3, "")
						+ line(c, "10.0.0.3:7003@17003,host-3", "master", "-", 0, "")
						+ line("d".repeat(40), ":0@0", "master,noaddr", "-", 1, "")
						+ line("e".repeat(40), "10.0.0.5:7005@17005", "handshake", "-", 0, ""));
		assertThat(view.nodes()).containsOnlyKeys(A, B, c);
		assertThat(view.nodes().get(B).isFailed()).isTrue();
		assertThat(view.nodes().get(B).primaryId()).isEqualTo(A);
		assertThat(view.nodes().get(c).isPrimary()).isTrue();
		assertThat(view.nodes().get(c).announced()).as("this cluster prefers addresses").hasToString("10.0.0.3:7003");
		assertThat(view.epochOf(A)).isEqualTo(3);
		assertThat(view.epochOf("x")).isEqualTo(-1);
		assertThat(view.epochOf(null)).isEqualTo(-1);
	}

	@Test
	void hostnamesArePreferredWhereTheClusterPrefersThem() throws IOException {
		Object slots = array((Object) array(0L, 16383L, node("host-1", 7001, A)));
		ClusterView view = read(slots,
				line(A, "10.0.0.1:7001@17001,host-1,shard-id=5", "myself,master", "-", 3, "0-16383")
						+ line(B, "10.0.0.2:7002@17002,host-2,shard-id=5", "slave", A, 3, ""));
		assertThat(view.nodes().get(B).announced()).hasToString("host-2:7002");
	}

	@Test
	void theOwnLineWithoutAnAddressIsTheNodeThatWasAsked() throws IOException {
		ClusterView view = read(array(),
				line(A, ":7001@17001", "myself,master", "-", 3, "") + line(B, ":7002@17002", "master", "-", 3, ""));
		assertThat(view.nodes()).containsOnlyKeys(A);
		assertThat(view.nodes().get(A).announced()).hasToString("asked:7001");
	}

	@Test
	void ipv6AddressesAreRead() throws IOException {
		Object slots = array((Object) array(0L, 16383L, node("fd00::1", 7001, A)));
		ClusterView view = read(slots, line(A, "fd00::1:7001@17001", "myself,master", "-", 3, "0-16383")
				+ line(B, "fd00::2:7002@17002", "slave", A, 3, ""));
		assertThat(view.nodes().get(A).announced()).isEqualTo(new HostAndPort("fd00::1", 7001));
		assertThat(view.nodes().get(B).announced()).isEqualTo(new HostAndPort("fd00::2", 7002));
	}

	@Test
	void addressesAreMappedAndTheAnnouncedOnesKept() throws IOException {
		AddressMapper mapper = HostPortRemap.builder().fromHost("10.0.0.0/8").toHost("localhost").portOffset(1).build();
		ClusterView view = ClusterViewReader.read(ASKED, mapper,
				array((Object) array(0L, 16383L, node("10.0.0.1", 7001, A))),
				line(A, "10.0.0.1:7001@17001", "myself,master", "-", 3, "0-16383")
						+ line(B, "10.0.0.2:7002@17002", "slave", A, 3, ""));
		assertThat(view.nodes().get(A).address()).hasToString("localhost:7002");
		assertThat(view.nodes().get(A).announced()).hasToString("10.0.0.1:7001");
		assertThat(view.nodes().get(B).address()).hasToString("localhost:7003");
	}

	@Test
	void anEmptyReplyCoversNothing() throws IOException {
		ClusterView view = read(array(), line(A, "10.0.0.1:7001@17001", "myself,master", "-", 0, ""));
		assertThat(view.coversAnything()).isFalse();
		assertThat(view.owners()).hasSize(HashSlot.COUNT);
	}

	static Stream<Arguments> garbage() {
		List<@Nullable Object> garbage = Arrays.asList(null, "OK", 5L, array("x"), array((Object) array()),
				array((Object) array(0L)), array((Object) array(0L, 16384L, node("h", 1, A))),
				array((Object) array(5L, 4L, node("h", 1, A))), array((Object) array(-1L, 4L, node("h", 1, A))),
				array((Object) array(0L, 1L << 40, node("h", 1, A))), array((Object) array("0", 4L, node("h", 1, A))),
				array((Object) array(0L, 4L, "h")), array((Object) array(0L, 4L, array())),
				array((Object) array(0L, 4L, array(7L, 1L, bytes(A)))),
				array((Object) array(0L, 4L, array(bytes("h"), "x", bytes(A)))),
				array((Object) array(0L, 4L, node("a host", 1, A))));
		// wrapped, or the arrays would be taken for lists of arguments
		return garbage.stream().map((slots) -> Arguments.of(new Object[] { slots }));
	}

	@ParameterizedTest
	@MethodSource("garbage")
	void garbageInSlotsIsAnInvalidView(@Nullable Object slots) {
		assertThatExceptionOfType(InvalidViewException.class).isThrownBy(() -> read(slots, null))
			.withMessageContaining("asked:7000");
	}

	@ParameterizedTest
	@ValueSource(strings = { "10.0.0.1:x@1 master - 0 0 1 connected", "10.0.0.1 master - 0 0 1 connected",
			"10.0.0.1:1@1 master - 0 0 x connected", "10.0.0.1:99999@1 master - 0 0 1 connected" })
	void garbageInNodesIsAnInvalidView(String rest) {
		assertThatExceptionOfType(InvalidViewException.class).isThrownBy(() -> read(array(), A + " " + rest));
	}

	@Test
	void linesThatAreNoNodesArePassedOver() throws IOException {
		assertThat(read(array(), "\nvars currentEpoch 6\n").nodes()).isEmpty();
	}

}
