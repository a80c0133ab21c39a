package io.rediscluster.client.internal.connection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.Credentials;
import io.rediscluster.client.Protocol;
import io.rediscluster.client.internal.resp.ErrorValue;
import io.rediscluster.client.internal.resp.MapValue;
import org.jspecify.annotations.Nullable;

/**
 * What is said on a new connection before anything else, in one write: {@code HELLO 3}
 * with the credentials (without it, {@code AUTH}), the client's name,
 * {@code CLUSTER MYID} and, for reads from replicas, {@code READONLY}. A server that does
 * not know RESP3 gets a second try in RESP2. Names are optional: a server that refuses
 * them is used all the same. Thread safe.
 */
final class Handshake {

	private static final String LIBRARY = "rediscluster";

	private final ClusterClientOptions options;

	Handshake(ClusterClientOptions options) {
		this.options = options;
	}

	void perform(Wire wire, @Nullable String expectedId, Mode mode, long deadline) throws IOException {
		Credentials credentials = this.options.credentials().credentials();
		Protocol protocol = this.options.protocol();
		if (protocol != Protocol.RESP2) {
			Object hello = exchange(wire, greeting(true, credentials, mode), expectedId, deadline);
			if (hello instanceof MapValue map) {
				wire.setResp3(true);
				wire.setClientId(clientId(map));
				return;
			}
			String error = (hello instanceof ErrorValue value) ? value.message() : "an unexpected reply";
			boolean unknown = error.startsWith("ERR") || error.startsWith("NOPROTO") || error.startsWith("NOPERM");
			if (!unknown || protocol == Protocol.RESP3) {
				throw refused(error);
			}
		}
		Object first = exchange(wire, greeting(false, credentials, mode), expectedId, deadline);
		if (first instanceof ErrorValue error) {
			throw refused(error.message());
		}
	}

	private static long clientId(MapValue hello) {
		for (int i = 0; i < hello.flat().length; i += 2) {
			if (hello.flat()[i] instanceof byte[] key && new String(key, StandardCharsets.UTF_8).equals("id")
					&& hello.flat()[i + 1] instanceof Long id) {
				return id;
			}
		}
		return -1;
	}

	private static HandshakeException refused(String error) {
		String advice = "";
		if (error.startsWith("NOAUTH")) {
			advice = "; the server wants a password: set 'password' (and 'username' for an ACL user)";
		}
		else if (error.startsWith("WRONGPASS") || error.contains("invalid password")
				|| error.contains("without any password configured")) {
			advice = "; check 'username' and 'password'";
		}
		return new HandshakeException("the server refused the handshake: " + error + advice);
	}

	/**
	 * Makes the words of the handshake. The first request decides; MYID stands second.
	 */
	private List<String[]> greeting(boolean hello, @Nullable Credentials credentials, Mode mode) {
		List<String[]> requests = new ArrayList<>();
		if (hello) {
			requests.add((credentials != null)
					? new String[] { "HELLO", "3", "AUTH", user(credentials), credentials.password() }
					: new String[] { "HELLO", "3" });
		}
		else if (credentials != null) {
			requests.add((credentials.username() != null)
					? new String[] { "AUTH", user(credentials), credentials.password() }
					: new String[] { "AUTH", credentials.password() });
		}
		else {
			requests.add(new String[] { "PING" });
		}
		requests.add(new String[] { "CLUSTER", "MYID" });
		if (mode == Mode.REPLICA) {
			requests.add(new String[] { "READONLY" });
		}
		String name = this.options.clientName();
		if (name != null) {
			requests.add(new String[] { "CLIENT", "SETNAME", name });
		}
		requests.add(new String[] { "CLIENT", "SETINFO", "LIB-NAME", LIBRARY });
		if (!hello) {
			requests.add(new String[] { "CLIENT", "ID" });
		}
		return requests;
	}

	private static String user(Credentials credentials) {
		String username = credentials.username();
		return (username != null) ? username : "default";
	}

	/**
	 * Sends the requests and reads their replies.
	 * @return the reply to the first request
	 */
	private @Nullable Object exchange(Wire wire, List<String[]> requests, @Nullable String expectedId, long deadline)
			throws IOException {
		wire.write(requests);
		Object first = null;
		for (int i = 0; i < requests.size(); i++) {
			Object reply = wire.read(deadline);
			if (i == 0) {
				first = reply;
			}
			else if (i == 1) {
				checkId(reply, expectedId);
			}
			else if (reply instanceof Long id) {
				wire.setClientId(id);
			}
			else if (requests.get(i)[0].equals("READONLY") && reply instanceof ErrorValue error
					&& !(first instanceof ErrorValue)) {
				throw new HandshakeException("the server refused READONLY: " + error.message());
			}
		}
		return first;
	}

	private static void checkId(@Nullable Object reply, @Nullable String expectedId) throws HandshakeException {
		if (expectedId == null || !(reply instanceof byte[] bytes)) {
			return;
		}
		String id = new String(bytes, StandardCharsets.UTF_8);
		if (!id.equals(expectedId)) {
			throw new HandshakeException("the server is node " + id + ", where node " + expectedId
					+ " was expected; the address has gone to another node");
		}
	}

}
