package io.rediscluster.test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Answers commands as a healthy server does: rights, slots, transactions, then the
 * command itself out of {@link FakeCommandTable}. Stateless; runs on the answering thread
 * of the connection.
 */
final class FakeCommands {

	private static final Set<String> BEFORE_AUTH = Set.of("AUTH", "HELLO");

	private static final Set<String> NOT_QUEUED = Set.of("EXEC", "DISCARD", "MULTI", "WATCH");

	private FakeCommands() {
	}

	/** Tells whether a command within MULTI is carried out at once. */
	static boolean endsTransaction(FakeRequest request) {
		return NOT_QUEUED.contains(request.name());
	}

	static Resp run(FakeConnection connection, FakeRequest request) {
		FakeSession session = connection.session();
		Resp refusal = refusal(connection, request);
		if (refusal != null) {
			session.breakTransaction();
			return refusal;
		}
		return switch (request.name()) {
			case "MULTI" -> multi(session);
			case "DISCARD" -> discard(session);
			case "EXEC" -> exec(connection);
			case "WATCH" -> watch(connection, request);
			default -> {
				if (session.isQueueing()) {
					session.queue(request, null);
					yield Resp.simple("QUEUED");
				}
				yield execute(connection, request);
			}
		};
	}

	private static Resp execute(FakeConnection connection, FakeRequest request) {
		FakeCommandTable.Entry entry = FakeCommandTable.find(request.name());
		return (entry != null) ? entry.behaviour().run(connection, request) : unknown(request);
	}

	private static @Nullable Resp refusal(FakeConnection connection, FakeRequest request) {
		FakeCommandTable.Entry entry = FakeCommandTable.find(request.name());
		if (entry == null || (entry.name().equals("HELLO") && connection.node().isResp2Only())) {
			return unknown(request);
		}
		int count = request.words().size();
		if ((entry.arity() > 0) ? count != entry.arity() : count < -entry.arity()) {
			return Resp.error("ERR wrong number of arguments for '" + lower(request) + "' command");
		}
		if (connection.node().requiresAuth() && connection.user() == null && !BEFORE_AUTH.contains(entry.name())) {
			return Resp.error("NOAUTH Authentication required.");
		}
		return redirect(connection, entry, request);
	}

	private static Resp unknown(FakeRequest request) {
		return Resp.error("ERR unknown command '" + request.word(0) + "', with args beginning with: ");
	}

	private static String lower(FakeRequest request) {
		return request.name().toLowerCase(Locale.ROOT);
	}

	private static @Nullable Resp redirect(FakeConnection connection, FakeCommandTable.Entry entry,
			FakeRequest request) {
		List<byte[]> keys = entry.keys(request);
		if (keys.isEmpty()) {
			return null;
		}
		int slot = Slots.of(keys.get(0));
		if (keys.stream().anyMatch((key) -> Slots.of(key) != slot)) {
			return Resp.error("CROSSSLOT Keys in request don't hash to the same slot");
		}
		FakeNode node = connection.node();
		FakeMember owner = node.topology().owner(slot);
		if (owner == null) {
			return Resp.error("CLUSTERDOWN Hash slot not served");
		}
		if (owner.id().equals(node.id())) {
			FakeMember target = node.migrationTarget(slot);
			return (target != null) ? ask(node, keys, slot, target) : null;
		}
		if (node.isImporting(slot) && connection.session().asking) {
			boolean incomplete = keys.size() > 1 && missing(node, keys) > 0;
			return incomplete ? Resp.error("TRYAGAIN Multiple keys request during rehashing of slot") : null;
		}
		FakeMember self = node.topology().member(node.id());
		if (self != null && owner.id().equals(self.primaryId()) && connection.isReadonly() && !entry.isWrite()) {
			return null;
		}
		return Resp.error("MOVED " + slot + " " + owner.redirectAddress());
	}

	private static @Nullable Resp ask(FakeNode node, List<byte[]> keys, int slot, FakeMember target) {
		long missing = missing(node, keys);
		if (missing == 0) {
			return null;
		}
		if (missing < keys.size()) {
			return Resp.error("TRYAGAIN Multiple keys request during rehashing of slot");
		}
		return Resp.error("ASK " + slot + " " + target.redirectAddress());
	}

	private static long missing(FakeNode node, List<byte[]> keys) {
		return keys.stream().filter((key) -> node.store().get(key) == null).count();
	}

	private static Resp multi(FakeSession session) {
		if (session.isQueueing()) {
			return Resp.error("ERR MULTI calls can not be nested");
		}
		session.begin();
		return Resp.simple("OK");
	}

	private static Resp discard(FakeSession session) {
		if (!session.isQueueing()) {
			return Resp.error("ERR DISCARD without MULTI");
		}
		session.end();
		return Resp.simple("OK");
	}

	private static Resp watch(FakeConnection connection, FakeRequest request) {
		if (connection.session().isQueueing()) {
			return Resp.error("ERR WATCH inside MULTI is not allowed");
		}
		FakeStore store = connection.node().store();
		request.words()
			.subList(1, request.words().size())
			.forEach((key) -> connection.session().watch(key, store.version(key)));
		return Resp.simple("OK");
	}

	private static Resp exec(FakeConnection connection) {
		FakeSession session = connection.session();
		if (!session.isQueueing()) {
			return Resp.error("ERR EXEC without MULTI");
		}
		boolean broken = session.isBroken();
		boolean unchanged = session.isWatchedUnchanged(connection.node().store());
		List<FakeSession.Queued> queued = session.end();
		if (broken) {
			return Resp.error("EXECABORT Transaction discarded because of previous errors.");
		}
		if (!unchanged) {
			return Resp.nilArray();
		}
		for (FakeSession.Queued command : queued) {
			// the slot may have moved since the command was queued
			Resp refusal = (command.answer() == null) ? refusal(connection, command.request()) : null;
			if (refusal != null) {
				return refusal;
			}
		}
		Resp incomplete = incomplete(connection, queued);
		if (incomplete != null) {
			return incomplete;
		}
		List<Resp> replies = new ArrayList<>();
		for (FakeSession.Queued command : queued) {
			byte[] answer = command.answer();
			replies.add((answer != null) ? Resp.raw(answer) : execute(connection, command.request()));
		}
		return Resp.of(replies);
	}

	/**
	 * While a slot is imported EXEC needs all keys of all commands at once.
	 */
	private static @Nullable Resp incomplete(FakeConnection connection, List<FakeSession.Queued> queued) {
		Map<String, byte[]> keys = new HashMap<>();
		for (FakeSession.Queued command : queued) {
			FakeCommandTable.Entry entry = FakeCommandTable.find(command.request().name());
			if (entry != null) {
				entry.keys(command.request()).forEach((key) -> keys.put(new String(key, ISO_8859_1), key));
			}
		}
		boolean importing = keys.values().stream().anyMatch((key) -> connection.node().isImporting(Slots.of(key)));
		return (importing && keys.size() > 1 && missing(connection.node(), List.copyOf(keys.values())) > 0)
				? Resp.error("TRYAGAIN Multiple keys request during rehashing of slot") : null;
	}

}
