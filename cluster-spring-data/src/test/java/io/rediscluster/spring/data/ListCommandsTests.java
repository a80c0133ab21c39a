package io.rediscluster.spring.data;

import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisListCommands.Direction;
import org.springframework.data.redis.connection.RedisListCommands.Position;

import static io.rediscluster.spring.data.FamilyProbe.array;
import static io.rediscluster.spring.data.FamilyProbe.bytes;
import static io.rediscluster.spring.data.FamilyProbe.texts;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@link ListCommands} sends, and what it makes of the answers.
 */
class ListCommandsTests {

	private static final byte[] K = bytes("k");

	private static final byte[] L = bytes("l");

	private static final byte[] V = bytes("v");

	private final FamilyProbe<ListCommands> probe = new FamilyProbe<>(ListCommands::new);

	@Test
	void writesPlainCommands() {
		this.probe.sends("RPUSH k v l", (c) -> c.rPush(K, V, L));
		this.probe.sends("LPUSH k v l", (c) -> c.lPush(K, V, L));
		this.probe.sends("RPUSHX k v", (c) -> c.rPushX(K, V));
		this.probe.sends("LPUSHX k v", (c) -> c.lPushX(K, V));
		this.probe.sends("LLEN k", (c) -> c.lLen(K));
		this.probe.sends("LRANGE k 0 -1", (c) -> c.lRange(K, 0, -1));
		this.probe.runs("LTRIM k 1 -2", (c) -> c.lTrim(K, 1, -2));
		this.probe.sends("LINDEX k -1", (c) -> c.lIndex(K, -1));
		this.probe.sends("LINSERT k BEFORE l v", (c) -> c.lInsert(K, Position.BEFORE, L, V));
		this.probe.sends("LINSERT k AFTER l v", (c) -> c.lInsert(K, Position.AFTER, L, V));
		this.probe.runs("LSET k 2 v", (c) -> c.lSet(K, 2, V));
		this.probe.sends("LREM k -2 v", (c) -> c.lRem(K, -2, V));
		this.probe.sends("LPOP k", (c) -> c.lPop(K));
		this.probe.sends("LPOP k 2", (c) -> c.lPop(K, 2));
		this.probe.sends("RPOP k", (c) -> c.rPop(K));
		this.probe.sends("RPOP k 2", (c) -> c.rPop(K, 2));
		this.probe.sends("RPOPLPUSH k l", (c) -> c.rPopLPush(K, L));
	}

	@Test
	void writesPositions() {
		this.probe.sends("LPOS k v", (c) -> c.lPos(K, V));
		this.probe.sends("LPOS k v", (c) -> c.lPos(K, V, null, null));
		this.probe.sends("LPOS k v RANK -1", (c) -> c.lPos(K, V, -1, null));
		this.probe.sends("LPOS k v COUNT 0", (c) -> c.lPos(K, V, null, 0));
		this.probe.sends("LPOS k v RANK 2 COUNT 3", (c) -> c.lPos(K, V, 2, 3));
	}

	@Test
	void writesMovesBetweenAllEnds() {
		for (Direction from : Direction.values()) {
			for (Direction to : Direction.values()) {
				this.probe.sends("LMOVE k l " + from + " " + to, (c) -> c.lMove(K, L, from, to));
				this.probe.sends("BLMOVE k l " + from + " " + to + " 1", (c) -> c.bLMove(K, L, from, to, 1));
			}
		}
		this.probe.sends("BLMOVE k l LEFT LEFT 0.25", (c) -> c.bLMove(K, L, Direction.LEFT, Direction.LEFT, 0.25));
	}

	@Test
	void writesBlockingCommands() {
		this.probe.sends("BLPOP k l 3", (c) -> c.bLPop(3, K, L));
		this.probe.sends("BRPOP k 0", (c) -> c.bRPop(0, K));
		this.probe.sends("BRPOPLPUSH k l 3", (c) -> c.bRPopLPush(3, K, L));
	}

	@Test
	void readsPositionsOrNone() {
		assertThat(this.probe.answering(3L).lPos(K, V)).isEqualTo(3);
		assertThat(this.probe.answering(null).lPos(K, V)).isNull();
		assertThat(this.probe.answering(3L).lPos(K, V, 1, null)).containsExactly(3L);
		assertThat(this.probe.answering(null).lPos(K, V, 1, null)).isEmpty();
		assertThat(this.probe.answering(array(1, 3)).lPos(K, V, null, 0)).containsExactly(1L, 3L);
	}

	@Test
	void readsElementsOrNone() {
		assertThat(this.probe.answering(V).lPop(K)).isSameAs(V);
		assertThat(this.probe.answering(null).rPop(K)).isNull();
		assertThat(texts(this.probe.answering(array("a", "b")).lPop(K, 2))).containsExactly("a", "b");
		assertThat(this.probe.answering(null).rPop(K, 2)).isEmpty();
		assertThat(this.probe.answering(array()).lRange(K, 0, -1)).isEmpty();
		assertThat(this.probe.answering(null).lMove(K, L, Direction.LEFT, Direction.RIGHT)).isNull();
	}

	@Test
	void readsTheKeyAndTheElementOfABlockingPop() {
		assertThat(texts(this.probe.answering(array("k", "v")).bLPop(1, K))).containsExactly("k", "v");
		assertThat(this.probe.answering(null).bLPop(1, K)).isNull();
		assertThat(this.probe.answering(null).bRPop(1, K)).isNull();
		assertThat(this.probe.answering(null).bRPopLPush(1, K, L)).isNull();
	}

	@Test
	void refusesWhatIsEmpty() {
		this.probe.refuses("Values must not be empty", (c) -> c.rPush(K));
		this.probe.refuses("Values must not contain null elements", (c) -> c.lPush(K, V, null));
		this.probe.refuses("Keys must not be empty", (c) -> c.bLPop(1));
	}

}
