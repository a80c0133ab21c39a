package io.rediscluster.benchmarks.template;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.rediscluster.chaos.Mode;
import io.rediscluster.chaos.Target;
import io.rediscluster.chaos.Write;
import io.rediscluster.chaos.Write.Fate;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * An application that calls {@link StringRedisTemplate}, whatever client is below. Since
 * an exception of the template does not say whether a write was applied, all of them
 * count as unknown.
 */
final class TemplateTarget implements Target {

	private final RedisConnectionFactory factory;

	private final StringRedisTemplate template;

	TemplateTarget(RedisConnectionFactory factory) {
		this.factory = factory;
		try {
			((InitializingBean) factory).afterPropertiesSet();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		if (factory instanceof SmartLifecycle lifecycle) {
			lifecycle.start();
		}
		this.template = new StringRedisTemplate(factory);
	}

	@Override
	public Set<Mode> modes() {
		return EnumSet.of(Mode.DIRECT);
	}

	@Override
	public @Nullable Exception perform(Mode mode, List<Write> writes) {
		Write write = writes.get(0);
		try {
			String number = Integer.toString(write.number());
			switch (write.operation()) {
				case INCREMENT -> this.template.opsForValue().increment(write.key());
				case APPEND -> this.template.opsForValue().append(write.key(), number + ",");
				case PUSH -> this.template.opsForList().rightPush(write.key(), number);
				case PUT -> this.template.opsForValue().set(write.key(), number);
				case PAIR -> throw new IllegalArgumentException("no transactions here");
			}
			write.ended(Fate.ACKNOWLEDGED);
			return null;
		}
		catch (DataAccessException ex) {
			write.ended(Fate.UNKNOWN);
			return ex;
		}
	}

	@Override
	public @Nullable String read(String key) {
		return this.template.opsForValue().get(key);
	}

	@Override
	public void close() {
		try {
			((DisposableBean) this.factory).destroy();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
