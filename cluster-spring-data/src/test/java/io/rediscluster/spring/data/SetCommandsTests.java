package io.rediscluster.spring.data;

import io.rediscluster.client.internal.resp.SetValue;
import org.junit.jupiter.api.Test;

import static io.rediscluster.spring.data.FamilyProbe.array;
import static io.rediscluster.spring.data.FamilyProbe.bytes;
import static io.rediscluster.spring.data.FamilyProbe.texts;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@link SetCommands} and {@link HyperLogLogCommands} send, and what they make of
 * the answers.
 */
class SetCommandsTests {

	private static final byte[] K = bytes("k");

	private static final byte[] L = bytes("l");

	private static final byte[] V = bytes("v");

	private final FamilyProbe<SetCommands> probe = new FamilyProbe<>(
			(invoker) -> new SetCommands(invoker, FamilyProbe.connection(() -> {
			})));

	private final FamilyProbe<HyperLogLogCommands> logs = new FamilyProbe<>(HyperLogLogCommands::new);

	@Test
	void writesPlainCommands() {
		this.probe.sends("SADD k v l", (c) -> c.sAdd(K, V, L));
		this.probe.sends("SREM k v l", (c) -> c.sRem(K, V, L));
		this.probe.sends("SPOP k", (c) -> c.sPop(K));
		this.probe.sends("SPOP k 2", (c) -> c.sPop(K, 2));
		this.probe.sends("SMOVE k l v", (c) -> c.sMove(K, L, V));
		this.probe.sends("SCARD k", (c) -> c.sCard(K));
		this.probe.sends("SISMEMBER k v", (c) -> c.sIsMember(K, V));
		this.probe.sends("SMISMEMBER k v l", (c) -> c.sMIsMember(K, V, L));
		this.probe.sends("SMEMBERS k", (c) -> c.sMembers(K));
		this.probe.sends("SRANDMEMBER k", (c) -> c.sRandMember(K));
		this.probe.sends("SRANDMEMBER k -2", (c) -> c.sRandMember(K, -2));
	}

	@Test
	void writesCommandsOverSeveralSets() {
		this.probe.sends("SDIFF k l", (c) -> c.sDiff(K, L));
		this.probe.sends("SDIFFSTORE v k l", (c) -> c.sDiffStore(V, K, L));
		this.probe.sends("SINTER k l", (c) -> c.sInter(K, L));
		this.probe.sends("SINTERSTORE v k l", (c) -> c.sInterStore(V, K, L));
		this.probe.sends("SINTERCARD 2 k l", (c) -> c.sInterCard(K, L));
		this.probe.sends("SUNION k l", (c) -> c.sUnion(K, L));
		this.probe.sends("SUNIONSTORE v k l", (c) -> c.sUnionStore(V, K, L));
	}

	@Test
	void writesApproximateCounts() {
		this.logs.sends("PFADD k v l", (c) -> c.pfAdd(K, V, L));
		this.logs.sends("PFCOUNT k l", (c) -> c.pfCount(K, L));
		this.logs.runs("PFMERGE k l v", (c) -> c.pfMerge(K, L, V));
		assertThat(this.logs.answering(7L).pfCount(K)).isEqualTo(7);
	}

	@Test
	void readsSetsInTheOrderOfTheServer() {
		assertThat(texts(this.probe.answering(new SetValue(array("b", "a"))).sMembers(K))).containsExactly("b", "a");
		assertThat(texts(this.probe.answering(array("b", "a")).sUnion(K, L))).containsExactly("b", "a");
		assertThat(this.probe.answering(new SetValue(array())).sInter(K, L)).isEmpty();
	}

	@Test
	void readsMembersOrNone() {
		assertThat(this.probe.answering(V).sPop(K)).isSameAs(V);
		assertThat(this.probe.answering(null).sPop(K)).isNull();
		assertThat(this.probe.answering(null).sRandMember(K)).isNull();
		assertThat(texts(this.probe.answering(new SetValue(array("a"))).sPop(K, 2))).containsExactly("a");
		assertThat(texts(this.probe.answering(array("a", "a")).sRandMember(K, -2))).containsExactly("a", "a");
	}

	@Test
	void readsTruthValues() {
		assertThat(this.probe.answering(1L).sIsMember(K, V)).isTrue();
		assertThat(this.probe.answering(0L).sMove(K, L, V)).isFalse();
		assertThat(this.probe.answering(array(1, 0)).sMIsMember(K, V, L)).containsExactly(true, false);
	}

	@Test
	void refusesWhatIsEmpty() {
		this.probe.refuses("Values must not be empty", (c) -> c.sAdd(K));
		this.probe.refuses("Keys must not be empty", (c) -> c.sInterCard());
		this.probe.refuses("Keys must not contain null elements", (c) -> c.sUnion(K, null));
		this.logs.refuses("Values must not be empty", (c) -> c.pfAdd(K));
		this.logs.refuses("Source keys must not be empty", (c) -> c.pfMerge(K));
	}

}
