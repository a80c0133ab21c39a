package io.rediscluster.spring.data;

import java.util.List;

import io.rediscluster.client.Command;
import io.rediscluster.client.Reply;
import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Range;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.RedisStreamCommands;
import org.springframework.data.redis.connection.stream.ByteRecord;
import org.springframework.data.redis.connection.stream.Consumer;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.PendingMessages;
import org.springframework.data.redis.connection.stream.PendingMessagesSummary;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.RecordId;
import org.springframework.data.redis.connection.stream.StreamInfo.XInfoConsumers;
import org.springframework.data.redis.connection.stream.StreamInfo.XInfoGroups;
import org.springframework.data.redis.connection.stream.StreamInfo.XInfoStream;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.connection.stream.StreamReadOptions;

/**
 * Spring's stream commands.
 */
final class StreamCommands implements RedisStreamCommands {

	private final CommandInvoker invoker;

	StreamCommands(CommandInvoker invoker) {
		this.invoker = invoker;
	}

	// Entries

	@Override
	public @Nullable RecordId xAdd(MapRecord<byte[], byte[], byte[]> record, XAddOptions options) {
		byte[] stream = Require.notNull(Require.notNull(record, "Record").getStream(), "Stream");
		Command.Builder command = Command.named("XADD").arg(stream);
		if (Require.notNull(options, "Options").isNoMkStream()) {
			command.arg("NOMKSTREAM");
		}
		TrimOptions trim = options.getTrimOptions();
		if (trim != null) {
			StreamArguments.addTrim(command, trim);
		}
		command.arg(record.getId().getValue());
		command.args(Arguments.flat(Require.notEmpty(record.getValue(), "Fields")));
		return this.invoker.invoke(command.build(), StreamReplies::id);
	}

	@Override
	public @Nullable Long xDel(byte[] key, RecordId... recordIds) {
		Command.Builder command = Command.named("XDEL").arg(Require.key(key)).args(StreamArguments.ids(recordIds));
		return this.invoker.invoke(command.build(), Reply::asLong);
	}

	@Override
	public @Nullable List<StreamEntryDeletionResult> xDelEx(byte[] key, XDelOptions options, RecordId... recordIds) {
		Command.Builder command = Command.named("XDELEX").arg(Require.key(key));
		return this.invoker.invoke(delete(command, options, recordIds), StreamReplies::deletions);
	}

	@Override
	public @Nullable List<StreamEntryDeletionResult> xAckDel(byte[] key, String group, XDelOptions options,
			RecordId... recordIds) {
		Command.Builder command = Command.named("XACKDEL").args(Require.key(key), group(group));
		return this.invoker.invoke(delete(command, options, recordIds), StreamReplies::deletions);
	}

	private static Command delete(Command.Builder command, XDelOptions options, RecordId... recordIds) {
		Object[] ids = StreamArguments.ids(recordIds);
		return command.arg(StreamArguments.word(Require.notNull(options, "Options").getDeletionPolicy()))
			.args("IDS", ids.length)
			.args(ids)
			.build();
	}

	@Override
	public @Nullable Long xLen(byte[] key) {
		return this.invoker.invoke(Command.of("XLEN", Require.key(key)), Reply::asLong);
	}

	@Override
	public @Nullable Long xTrim(byte[] key, long count) {
		return xTrim(key, count, false);
	}

	@Override
	public @Nullable Long xTrim(byte[] key, long count, boolean approximateTrimming) {
		Command.Builder command = Command.named("XTRIM").arg(Require.key(key));
		StreamArguments.addMaxLength(command, approximateTrimming, count);
		return this.invoker.invoke(command.build(), Reply::asLong);
	}

	@Override
	public @Nullable Long xTrim(byte[] key, XTrimOptions options) {
		Command.Builder command = Command.named("XTRIM").arg(Require.key(key));
		StreamArguments.addTrim(command, Require.notNull(options, "Options").getTrimOptions());
		return this.invoker.invoke(command.build(), Reply::asLong);
	}

	@Override
	public @Nullable List<ByteRecord> xRange(byte[] key, Range<String> range, Limit limit) {
		Object[] ends = Ranges.ids(range);
		return range("XRANGE", key, ends[0], ends[1], limit);
	}

	@Override
	public @Nullable List<ByteRecord> xRevRange(byte[] key, Range<String> range, Limit limit) {
		Object[] ends = Ranges.ids(range);
		return range("XREVRANGE", key, ends[1], ends[0], limit);
	}

	/** There is no offset: a range of a stream is continued after its last id. */
	private @Nullable List<ByteRecord> range(String name, byte[] key, Object start, Object end, Limit limit) {
		Command.Builder command = Command.named(name).args(Require.key(key), start, end);
		if (Require.notNull(limit, "Limit").isLimited()) {
			command.args("COUNT", limit.getCount());
		}
		return this.invoker.invoke(command.build(), StreamReplies.records(key));
	}

	/**
	 * Ignores the option that acknowledges: without a group there is nothing to
	 * acknowledge.
	 */
	@Override
	@SafeVarargs
	public final @Nullable List<ByteRecord> xRead(StreamReadOptions readOptions, StreamOffset<byte[]>... streams) {
		Command.Builder command = Command.named("XREAD");
		StreamArguments.addRead(command, Require.notNull(readOptions, "Read options"));
		StreamArguments.addStreams(command, streams);
		return read(command.build(), readOptions);
	}

	// Groups

	@Override
	@SafeVarargs
	public final @Nullable List<ByteRecord> xReadGroup(Consumer consumer, StreamReadOptions readOptions,
			StreamOffset<byte[]>... streams) {
		Require.notNull(consumer, "Consumer");
		Command.Builder command = Command.named("XREADGROUP").args("GROUP", consumer.getGroup(), consumer.getName());
		StreamArguments.addRead(command, Require.notNull(readOptions, "Read options"));
		if (readOptions.isNoack()) {
			command.arg("NOACK");
		}
		StreamArguments.addStreams(command, streams);
		return read(command.build(), readOptions);
	}

	private @Nullable List<ByteRecord> read(Command command, StreamReadOptions options) {
		return options.isBlocking() ? this.invoker.invokeBlocking(command, StreamReplies::recordsOfStreams)
				: this.invoker.invoke(command, StreamReplies::recordsOfStreams);
	}

	@Override
	public @Nullable Long xAck(byte[] key, String group, RecordId... recordIds) {
		Command.Builder command = Command.named("XACK")
			.args(Require.key(key), group(group))
			.args(StreamArguments.ids(recordIds));
		return this.invoker.invoke(command.build(), Reply::asLong);
	}

	@Override
	public @Nullable List<RecordId> xClaimJustId(byte[] key, String group, String newOwner, XClaimOptions options) {
		Command.Builder command = claim(key, group, newOwner, options).arg("JUSTID");
		return this.invoker.invoke(command.build(), StreamReplies::ids);
	}

	@Override
	public @Nullable List<ByteRecord> xClaim(byte[] key, String group, String newOwner, XClaimOptions options) {
		return this.invoker.invoke(claim(key, group, newOwner, options).build(), StreamReplies.records(key));
	}

	private static Command.Builder claim(byte[] key, String group, String newOwner, XClaimOptions options) {
		Command.Builder command = Command.named("XCLAIM")
			.args(Require.key(key), group(group), Require.text(newOwner, "New owner"));
		StreamArguments.addClaim(command, Require.notNull(options, "Options"));
		return command;
	}

	@Override
	public @Nullable PendingMessagesSummary xPending(byte[] key, String groupName) {
		return this.invoker.invoke(Command.of("XPENDING", Require.key(key), group(groupName)),
				StreamReplies.summary(groupName));
	}

	@Override
	public @Nullable PendingMessages xPending(byte[] key, String groupName, XPendingOptions options) {
		Command.Builder command = Command.named("XPENDING").args(Require.key(key), group(groupName));
		StreamArguments.addPending(command, Require.notNull(options, "Options"));
		return this.invoker.invoke(command.build(), StreamReplies.pending(groupName, options.getRange()));
	}

	@Override
	public @Nullable String xGroupCreate(byte[] key, String groupName, ReadOffset readOffset) {
		return xGroupCreate(key, groupName, readOffset, false);
	}

	@Override
	public @Nullable String xGroupCreate(byte[] key, String groupName, ReadOffset readOffset, boolean mkStream) {
		Command.Builder command = Command.named("XGROUP CREATE")
			.args(Require.key(key), group(groupName), Require.notNull(readOffset, "Read offset").getOffset());
		if (mkStream) {
			command.arg("MKSTREAM");
		}
		return this.invoker.invoke(command.build(), Reply::asString);
	}

	/**
	 * Returns {@code true}: the server tells how many messages were pending, not whether
	 * there was such a consumer.
	 */
	@Override
	public @Nullable Boolean xGroupDelConsumer(byte[] key, Consumer consumer) {
		Require.notNull(consumer, "Consumer");
		return this.invoker.invoke(
				Command.of("XGROUP DELCONSUMER", Require.key(key), consumer.getGroup(), consumer.getName()),
				(reply) -> !reply.isNull());
	}

	@Override
	public @Nullable Boolean xGroupDestroy(byte[] key, String groupName) {
		return this.invoker.invoke(Command.of("XGROUP DESTROY", Require.key(key), group(groupName)), Reply::asBoolean);
	}

	private static String group(String name) {
		return Require.text(name, "Group name");
	}

	// Descriptions

	@Override
	public @Nullable XInfoStream xInfo(byte[] key) {
		return this.invoker.invoke(Command.of("XINFO STREAM", Require.key(key)),
				(reply) -> XInfoStream.fromList(StreamReplies.streamDescription(reply)));
	}

	@Override
	public @Nullable XInfoGroups xInfoGroups(byte[] key) {
		return this.invoker.invoke(Command.of("XINFO GROUPS", Require.key(key)),
				(reply) -> XInfoGroups.fromList(StreamReplies.descriptions(reply)));
	}

	@Override
	public @Nullable XInfoConsumers xInfoConsumers(byte[] key, String groupName) {
		return this.invoker.invoke(Command.of("XINFO CONSUMERS", Require.key(key), group(groupName)),
				(reply) -> XInfoConsumers.fromList(groupName, StreamReplies.descriptions(reply)));
	}

}
