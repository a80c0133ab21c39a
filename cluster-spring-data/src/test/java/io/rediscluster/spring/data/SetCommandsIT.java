package io.rediscluster.spring.data;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisSetCommands;
import org.springframework.data.redis.core.ScanOptions;

import static io.rediscluster.spring.data.FamilyProbe.bytes;
import static io.rediscluster.spring.data.FamilyProbe.text;
import static io.rediscluster.spring.data.FamilyProbe.texts;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link SetCommands} on a real cluster.
 */
@InBothModes
class SetCommandsIT extends CommandFamilySuite<RedisSetCommands> {

	private static final byte[] K = key("k");

	private static final byte[] L = key("l");

	private static final byte[] M = key("m");

	private static final byte[] MISSING = key("missing");

	private static final byte[] A = bytes("a");

	private static final byte[] B = bytes("b");

	private static final byte[] C = bytes("c");

	SetCommandsIT(Mode mode) {
		super(mode, RedisSetCommands.class, RedisClusterConnection::setCommands);
	}

	@Test
	void membersAreAddedFoundMovedAndRemoved() {
		assertThat(this.commands.sAdd(K, A, B, A)).isEqualTo(2);
		assertThat(this.commands.sAdd(K, A)).isZero();
		assertThat(this.commands.sCard(K)).isEqualTo(2);
		assertThat(this.commands.sIsMember(K, A)).isTrue();
		assertThat(this.commands.sIsMember(K, C)).isFalse();
		assertThat(this.commands.sMIsMember(K, C, A)).containsExactly(false, true);
		assertThat(this.commands.sMove(K, L, A)).isTrue();
		assertThat(this.commands.sMove(K, L, C)).isFalse();
		assertThat(texts(this.commands.sMembers(L))).containsExactly("a");
		assertThat(this.commands.sRem(K, A, B)).isEqualTo(1);
		assertThat(this.commands.sMembers(K)).isEmpty();
	}

	@Test
	void membersAreDrawnByChance() {
		this.commands.sAdd(K, A, B, C);
		assertThat(text(this.commands.sRandMember(K))).isIn("a", "b", "c");
		assertThat(this.commands.sRandMember(K, 5)).hasSize(3);
		assertThat(this.commands.sRandMember(K, -5)).hasSize(5);
		assertThat(text(this.commands.sPop(K))).isIn("a", "b", "c");
		assertThat(this.commands.sPop(K, 5)).hasSize(2);
		assertThat(this.commands.sPop(K)).isNull();
		assertThat(this.commands.sPop(K, 5)).isEmpty();
		assertThat(this.commands.sRandMember(K)).isNull();
		assertThat(this.commands.sRandMember(K, 2)).isEmpty();
	}

	@Test
	void setsAreCombined() {
		this.commands.sAdd(K, A, B);
		this.commands.sAdd(L, B, C);
		assertThat(texts(this.commands.sDiff(K, L))).containsExactly("a");
		assertThat(texts(this.commands.sInter(K, L))).containsExactly("b");
		assertThat(texts(this.commands.sUnion(K, L))).containsExactlyInAnyOrder("a", "b", "c");
		assertThat(this.commands.sInter(K, MISSING)).isEmpty();
		assertThat(this.commands.sDiffStore(M, K, L)).isEqualTo(1);
		assertThat(this.commands.sInterStore(M, K, L)).isEqualTo(1);
		assertThat(this.commands.sUnionStore(M, K, L)).isEqualTo(3);
		assertThat(texts(this.commands.sMembers(M))).containsExactlyInAnyOrder("a", "b", "c");
		if (knows("SINTERCARD", (c) -> c.sInterCard(K, L))) {
			assertThat(this.commands.sInterCard(K, L)).isEqualTo(1);
		}
	}

	@Test
	void aLargeSetIsScanned() {
		Set<String> expected = new HashSet<>();
		byte[][] members = new byte[1000][];
		for (int i = 0; i < members.length; i++) {
			expected.add("m" + i);
			members[i] = bytes("m" + i);
		}
		this.commands.sAdd(K, members);
		this.commands.sAdd(K, A);
		assertThat(new HashSet<>(
				texts(rest(this.commands.sScan(K, ScanOptions.scanOptions().match("m*").count(9).build())))))
			.isEqualTo(expected);
		assertThat(rest(this.commands.sScan(MISSING, ScanOptions.NONE))).isEmpty();
	}

}
