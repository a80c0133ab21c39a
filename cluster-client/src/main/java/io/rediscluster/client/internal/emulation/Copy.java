package io.rediscluster.client.internal.emulation;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.internal.command.BoundCommand;

/**
 * COPY: what DUMP gives of the source is restored at the destination.
 */
final class Copy implements Emulation {

	@Override
	public Object run(EmulatedCall call) {
		boolean replace = replaces(call);
		try {
			KeyValue value = KeyValue.read(call, call.key(0));
			if (value == null) {
				return 0L;
			}
			call.calls().call(BoundCommand.of("RESTORE", value.restore(call.key(1), replace)));
			return 1L;
		}
		catch (ServerErrorException ex) {
			if (!replace && ex.code().equals("BUSYKEY")) {
				return 0L;
			}
			throw call.unchanged(ex);
		}
		catch (ClusterClientException ex) {
			throw EmulatedCall.isNotApplied(ex) ? call.unchanged(ex)
					: call.unknown("the destination may have a copy", ex);
		}
	}

	private static boolean replaces(EmulatedCall call) {
		boolean replace = false;
		for (int i = 2; i < call.command().argumentCount(); i++) {
			if (call.word(i).equals("REPLACE")) {
				replace = true;
			}
			else if (call.word(i).equals("DB") && i + 1 < call.command().argumentCount()) {
				i++;
				if (!call.word(i).equals("0")) {
					throw call.error("ERR DB index is out of range");
				}
			}
			else {
				throw call.error("ERR syntax error");
			}
		}
		return replace;
	}

}
