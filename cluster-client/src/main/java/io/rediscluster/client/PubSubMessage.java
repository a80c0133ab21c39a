package io.rediscluster.client;

import java.nio.charset.StandardCharsets;

import io.rediscluster.client.topology.Node;

/**
 * A message of a subscription. The arrays belong to the listener that receives the
 * message; nobody else holds them.
 *
 * @param topic the topic it was received for
 * @param channel the channel it was published to
 * @param body its content
 * @param node the node that delivered it
 */
public record PubSubMessage(Topic topic, byte[] channel, byte[] body, Node node) {

	/**
	 * Returns the channel as text.
	 * @return the channel, read as UTF-8
	 */
	public String channelAsString() {
		return new String(this.channel, StandardCharsets.UTF_8);
	}

	/**
	 * Returns the content as text.
	 * @return the content, read as UTF-8
	 */
	public String bodyAsString() {
		return new String(this.body, StandardCharsets.UTF_8);
	}

	/**
	 * Returns where the message came from, without its content.
	 */
	@Override
	public String toString() {
		return "PubSubMessage[topic=" + this.topic + ", node=" + this.node + ", " + this.body.length + " bytes]";
	}

}
