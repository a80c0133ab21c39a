package io.rediscluster.benchmarks.template;

import java.util.List;

import io.rediscluster.benchmarks.Data;
import io.rediscluster.benchmarks.Subject;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.StringRedisConnection;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.ValueOperations;

/**
 * A {@code StringRedisTemplate} over a driver.
 */
final class TemplateSubject implements Subject {

	private final String[] keys = new String[Data.SMALL];

	private final RedisConnectionFactory factory;

	private final StringRedisTemplate template;

	TemplateSubject(RedisConnectionFactory factory) throws Exception {
		for (int i = 0; i < this.keys.length; i++) {
			this.keys[i] = Data.key(i);
		}
		this.factory = factory;
		((InitializingBean) factory).afterPropertiesSet();
		((SmartLifecycle) factory).start();
		this.template = new StringRedisTemplate(factory);
	}

	@Override
	public Caller caller() {
		return new TemplateCaller();
	}

	@Override
	public void close() throws Exception {
		((DisposableBean) this.factory).destroy();
	}

	private final class TemplateCaller implements Caller {

		private final StringRedisTemplate template = TemplateSubject.this.template;

		private final ValueOperations<String, String> values = this.template.opsForValue();

		private final String[] keys = TemplateSubject.this.keys;

		@Override
		public @Nullable Object get(int key) {
			return this.values.get(this.keys[key]);
		}

		@Override
		@SuppressWarnings("NullAway") // a pipeline's callback has to return null
		public void pipeline(int[] keys, @Nullable Object[] values) {
			List<Object> results = this.template.executePipelined((RedisCallback<Object>) (connection) -> {
				StringRedisConnection strings = (StringRedisConnection) connection;
				for (int key : keys) {
					strings.get(this.keys[key]);
				}
				return null;
			});
			results.toArray(values);
		}

	}

}
