package io.rediscluster.spring.data;

import java.util.List;

import io.rediscluster.client.Command;
import io.rediscluster.client.Reply;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisScriptingCommands;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.util.Assert;

/**
 * The scripting commands. Scripts are loaded, flushed and looked for on every primary. A
 * script runs where its keys live; keys in several slots are refused.
 */
// Spring's methods are generic in what they return
@SuppressWarnings("TypeParameterUnusedInFormals")
final class ScriptingCommands implements RedisScriptingCommands {

	private final CommandInvoker invoker;

	ScriptingCommands(CommandInvoker invoker) {
		this.invoker = invoker;
	}

	@Override
	public void scriptFlush() {
		this.invoker.run(Command.of("SCRIPT FLUSH"));
	}

	@Override
	public void scriptKill() {
		this.invoker.run(Command.of("SCRIPT KILL"));
	}

	@Override
	public @Nullable String scriptLoad(byte[] script) {
		Require.notNull(script, "Script");
		return this.invoker.invoke(Command.of("SCRIPT LOAD", (Object) script), Reply::asString);
	}

	@Override
	public @Nullable List<Boolean> scriptExists(String... scriptShas) {
		Require.notEmpty(scriptShas, "Script digests");
		return this.invoker.invoke(Command.of("SCRIPT EXISTS", (Object[]) scriptShas), Replies::booleans);
	}

	@Override
	public <T> @Nullable T eval(byte[] script, ReturnType returnType, int numKeys, byte[]... keysAndArgs) {
		Require.notNull(script, "Script");
		return run("EVAL", script, returnType, numKeys, keysAndArgs);
	}

	@Override
	public <T> @Nullable T evalSha(String scriptSha, ReturnType returnType, int numKeys, byte[]... keysAndArgs) {
		Require.notNull(scriptSha, "Script digest");
		return run("EVALSHA", scriptSha, returnType, numKeys, keysAndArgs);
	}

	@Override
	public <T> @Nullable T evalSha(byte[] scriptSha, ReturnType returnType, int numKeys, byte[]... keysAndArgs) {
		Require.notNull(scriptSha, "Script digest");
		return run("EVALSHA", scriptSha, returnType, numKeys, keysAndArgs);
	}

	@SuppressWarnings("unchecked")
	private <T> @Nullable T run(String name, Object script, ReturnType returnType, int numKeys, byte[]... keysAndArgs) {
		Require.notNull(returnType, "Return type");
		Require.notNull(keysAndArgs, "Keys and arguments");
		Assert.isTrue(numKeys >= 0 && numKeys <= keysAndArgs.length,
				() -> "The number of keys must be between 0 and " + keysAndArgs.length + " but is " + numKeys);
		Command command = Command.named(name).args(script, numKeys).args((Object[]) keysAndArgs).build();
		return (T) this.invoker.invoke(command, (reply) -> ScriptResult.of(reply, returnType));
	}

}
