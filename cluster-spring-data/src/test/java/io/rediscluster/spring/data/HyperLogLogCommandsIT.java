package io.rediscluster.spring.data;

import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisHyperLogLogCommands;

import static io.rediscluster.spring.data.FamilyProbe.bytes;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link HyperLogLogCommands} on a real cluster.
 */
@InBothModes
class HyperLogLogCommandsIT extends CommandFamilySuite<RedisHyperLogLogCommands> {

	private static final byte[] K = key("k");

	private static final byte[] L = key("l");

	private static final byte[] M = key("m");

	HyperLogLogCommandsIT(Mode mode) {
		super(mode, RedisHyperLogLogCommands.class, RedisClusterConnection::hyperLogLogCommands);
	}

	@Test
	void distinctValuesAreCountedAndMerged() {
		assertThat(this.commands.pfAdd(K, bytes("a"), bytes("b"), bytes("a"))).isEqualTo(1);
		assertThat(this.commands.pfAdd(K, bytes("a"))).isZero();
		this.commands.pfAdd(L, bytes("b"), bytes("c"));
		assertThat(this.commands.pfCount(K)).isEqualTo(2);
		assertThat(this.commands.pfCount(K, L)).isEqualTo(3);
		this.commands.pfMerge(M, K, L);
		assertThat(this.commands.pfCount(M)).isEqualTo(3);
		assertThat(this.commands.pfCount(key("missing"))).isZero();
	}

}
