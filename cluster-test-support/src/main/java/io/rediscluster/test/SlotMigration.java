package io.rediscluster.test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Moves a slot between two primaries in the steps that the cluster's tools take. Used by
 * one thread.
 */
final class SlotMigration {

	private static final int BATCH = 100;

	private static final String TIMEOUT_MILLIS = "5000";

	private final String slot;

	private final EmbeddedNode source;

	private final EmbeddedNode target;

	private final EmbeddedNode.@Nullable Login login;

	SlotMigration(int slot, EmbeddedNode source, EmbeddedNode target, EmbeddedNode.@Nullable Login login) {
		this.slot = Integer.toString(slot);
		this.source = source;
		this.target = target;
		this.login = login;
	}

	/** Opens the slot, the target first: a redirected client finds it ready. */
	void open() {
		this.target.command("CLUSTER", "SETSLOT", this.slot, "IMPORTING", this.source.id());
		this.source.command("CLUSTER", "SETSLOT", this.slot, "MIGRATING", this.target.id());
	}

	/** Moves all keys, those included that are no text. */
	void migrateAll() {
		try (ServerConnection connection = this.source.connect()) {
			List<byte[]> keys = keys(connection);
			while (!keys.isEmpty()) {
				migrate(connection, keys);
				keys = keys(connection);
			}
		}
	}

	void migrate(List<String> keys) {
		try (ServerConnection connection = this.source.connect()) {
			migrate(connection, keys.stream().map(SlotMigration::bytes).toList());
		}
	}

	private List<byte[]> keys(ServerConnection connection) {
		Object reply = connection.exchange(
				List.of(bytes("CLUSTER"), bytes("GETKEYSINSLOT"), bytes(this.slot), bytes(Integer.toString(BATCH))));
		List<byte[]> keys = new ArrayList<>();
		if (reply instanceof List<?> list) {
			list.forEach((key) -> keys.add((byte[]) key));
		}
		return keys;
	}

	private void migrate(ServerConnection connection, List<byte[]> keys) {
		List<String> head = new ArrayList<>(
				List.of("MIGRATE", FreePorts.HOST, Integer.toString(this.target.port()), "", "0", TIMEOUT_MILLIS));
		if (this.login != null) {
			head.addAll(List.of("AUTH2", this.login.user(), this.login.password()));
		}
		head.add("KEYS");
		List<byte[]> words = new ArrayList<>(head.stream().map(SlotMigration::bytes).toList());
		words.addAll(keys);
		connection.exchange(words);
	}

	/**
	 * Gives the slot to the target: it learns it first, then the source, so that no node
	 * sends a client to one that refuses. A slot that the target owns already stays with
	 * it, and is open no more.
	 * @param primaries all primaries
	 */
	void close(List<EmbeddedNode> primaries) {
		if (this.source == this.target) {
			primaries.forEach((node) -> node.command("CLUSTER", "SETSLOT", this.slot, "STABLE"));
			return;
		}
		List<EmbeddedNode> order = new ArrayList<>(List.of(this.target, this.source));
		order.addAll(primaries);
		order.stream()
			.distinct()
			.forEach((node) -> node.command("CLUSTER", "SETSLOT", this.slot, "NODE", this.target.id()));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
