package io.rediscluster.spring.data;

import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisListCommands;
import org.springframework.data.redis.connection.RedisListCommands.Direction;
import org.springframework.data.redis.connection.RedisListCommands.Position;

import static io.rediscluster.spring.data.FamilyProbe.bytes;
import static io.rediscluster.spring.data.FamilyProbe.text;
import static io.rediscluster.spring.data.FamilyProbe.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link ListCommands} on a real cluster.
 */
@InBothModes
class ListCommandsIT extends CommandFamilySuite<RedisListCommands> {

	private static final byte[] K = key("k");

	private static final byte[] L = key("l");

	private static final byte[] MISSING = key("missing");

	private static final byte[] A = bytes("a");

	private static final byte[] B = bytes("b");

	private static final byte[] C = bytes("c");

	ListCommandsIT(Mode mode) {
		super(mode, RedisListCommands.class, RedisClusterConnection::listCommands);
	}

	@Test
	void elementsAreAddedAtBothEnds() {
		assertThat(this.commands.rPushX(K, A)).isZero();
		assertThat(this.commands.lPushX(K, A)).isZero();
		assertThat(this.commands.rPush(K, A, B)).isEqualTo(2);
		assertThat(this.commands.lPush(K, C, C)).isEqualTo(4);
		assertThat(this.commands.rPushX(K, B)).isEqualTo(5);
		assertThat(this.commands.lPushX(K, A)).isEqualTo(6);
		assertThat(elements(K)).containsExactly("a", "c", "c", "a", "b", "b");
		assertThat(this.commands.lLen(K)).isEqualTo(6);
		assertThat(this.commands.lRange(MISSING, 0, -1)).isEmpty();
	}

	@Test
	void elementsAreFoundReplacedAndRemoved() {
		this.commands.rPush(K, A, B, A, B, A);
		assertThat(text(this.commands.lIndex(K, -2))).isEqualTo("b");
		assertThat(this.commands.lIndex(K, 9)).isNull();
		assertThat(this.commands.lPos(K, B)).isEqualTo(1);
		assertThat(this.commands.lPos(K, C)).isNull();
		assertThat(this.commands.lPos(K, B, null, null)).containsExactly(1L);
		assertThat(this.commands.lPos(K, C, null, null)).isEmpty();
		assertThat(this.commands.lPos(K, A, -1, 2)).containsExactly(4L, 2L);
		assertThat(this.commands.lPos(K, A, 2, 0)).containsExactly(2L, 4L);
		assertThat(this.commands.lInsert(K, Position.BEFORE, B, C)).isEqualTo(6);
		assertThat(this.commands.lInsert(K, Position.AFTER, bytes("missing"), C)).isEqualTo(-1);
		this.commands.lSet(K, 0, C);
		assertThat(this.commands.lRem(K, -1, A)).isEqualTo(1);
		assertThat(elements(K)).containsExactly("c", "c", "b", "a", "b");
		this.commands.lTrim(K, 1, 2);
		assertThat(elements(K)).containsExactly("c", "b");
		assertThatExceptionOfType(RedisSystemException.class).isThrownBy(() -> this.commands.lSet(K, 9, A))
			.withMessageContaining("ERR index out of range");
	}

	@Test
	void elementsAreTakenFromBothEnds() {
		this.commands.rPush(K, A, B, C, A, B, C);
		assertThat(text(this.commands.lPop(K))).isEqualTo("a");
		assertThat(text(this.commands.rPop(K))).isEqualTo("c");
		assertThat(texts(this.commands.lPop(K, 2))).containsExactly("b", "c");
		assertThat(texts(this.commands.rPop(K, 5))).containsExactly("b", "a");
		assertThat(this.commands.lPop(K)).isNull();
		assertThat(this.commands.rPop(K)).isNull();
		assertThat(this.commands.lPop(K, 2)).isEmpty();
		assertThat(this.commands.rPop(K, 2)).isEmpty();
	}

	@Test
	void elementsAreMovedBetweenLists() {
		this.commands.rPush(K, A, B, C);
		assertThat(text(this.commands.rPopLPush(K, L))).isEqualTo("c");
		assertThat(text(this.commands.lMove(K, L, Direction.LEFT, Direction.RIGHT))).isEqualTo("a");
		assertThat(elements(L)).containsExactly("c", "a");
		assertThat(this.commands.rPopLPush(MISSING, L)).isNull();
		assertThat(this.commands.lMove(MISSING, L, Direction.LEFT, Direction.LEFT)).isNull();
	}

	@Test
	void aBlockingCommandTakesWhatIsThere() {
		this.commands.rPush(K, A, B, C);
		assertThat(texts(this.commands.bLPop(1, MISSING, K))).containsExactly("{tag}:k", "a");
		assertThat(texts(this.commands.bRPop(1, K))).containsExactly("{tag}:k", "c");
		assertThat(text(this.commands.bRPopLPush(1, K, L))).isEqualTo("b");
		assertThat(text(this.commands.bLMove(L, K, Direction.LEFT, Direction.LEFT, 0.5))).isEqualTo("b");
	}

	@Test
	void aBlockingCommandGivesUpAfterItsTime() {
		assertThat(this.commands.bLPop(1, MISSING)).isNull();
		assertThat(this.commands.bRPop(1, MISSING)).isNull();
		assertThat(this.commands.bRPopLPush(1, MISSING, L)).isNull();
		assertThat(this.commands.bLMove(MISSING, L, Direction.LEFT, Direction.LEFT, 0.01)).isNull();
	}

	private List<String> elements(byte[] key) {
		return texts(this.commands.lRange(key, 0, -1));
	}

}
