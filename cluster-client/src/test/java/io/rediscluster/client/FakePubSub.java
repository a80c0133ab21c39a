package io.rediscluster.client;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.rediscluster.test.Await;
import io.rediscluster.test.FakeAnswer;
import io.rediscluster.test.FakeCall;
import io.rediscluster.test.FakeCluster;
import io.rediscluster.test.FakeConnection;
import io.rediscluster.test.FakeMember;
import io.rediscluster.test.FakeNode;
import io.rediscluster.test.Resp;
import io.rediscluster.test.Slots;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Makes fake nodes subscribable, as far as a test does not script otherwise.
 */
final class FakePubSub {

	private final FakeCluster cluster;

	/** The connection that last subscribed, by node. */
	private final Map<FakeNode, FakeConnection> subscribers = new ConcurrentHashMap<>();

	FakePubSub(FakeCluster cluster) {
		this.cluster = cluster;
		cluster.nodes().forEach(this::script);
	}

	private void script(FakeNode node) {
		for (String command : new String[] { "SUBSCRIBE", "PSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE",
				"SUNSUBSCRIBE" }) {
			node.on(command, this::confirm);
		}
		node.on("SSUBSCRIBE", (call) -> {
			FakeMember owner = this.cluster.topology().owner(Slots.of(call.request().words().get(1)));
			if (owner.id().equals(node.id())) {
				confirm(call);
			}
			else {
				call.reply(
						Resp.error("MOVED " + Slots.of(call.request().words().get(1)) + " 127.0.0.1:" + owner.port()));
			}
		});
	}

	/** Lets a node of the old protocol answer PING as it does to subscribers. */
	void pongAsMessage(FakeNode node) {
		node.on("PING", FakeAnswer.reply(Resp.array("pong", "")));
	}

	void confirm(FakeCall call) throws IOException {
		this.subscribers.put(call.node(), call.connection());
		call.reply(Resp.push(call.request().name().toLowerCase(Locale.ROOT), call.request().words().get(1), 1));
	}

	FakeConnection subscriber(FakeNode node) {
		FakeConnection connection = this.subscribers.get(node);
		assertThat(connection).as("the subscribed connection of %s", node).isNotNull();
		return connection;
	}

	/** Waits until another connection than this one is subscribed. */
	void awaitOther(FakeNode node, FakeConnection before) {
		Await.until("another connection is subscribed", java.time.Duration.ofSeconds(30),
				() -> subscriber(node) != before);
	}

	void message(FakeNode node, String channel, String body) throws IOException {
		subscriber(node).send(Resp.push("message", channel, body));
	}

	void patternMessage(FakeNode node, String pattern, String channel, String body) throws IOException {
		subscriber(node).send(Resp.push("pmessage", pattern, channel, body));
	}

	void shardMessage(FakeNode node, String channel, String body) throws IOException {
		subscriber(node).send(Resp.push("smessage", channel, body));
	}

}
