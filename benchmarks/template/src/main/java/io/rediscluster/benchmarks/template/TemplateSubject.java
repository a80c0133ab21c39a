package io.rediscluster.benchmarks.template;

import java.util.List;

import io.rediscluster.benchmarks.Data;
import io.rediscluster.benchmarks.Subject;
import io.rediscluster.benchmarks.Workload;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.SessionCallback;
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
	public boolean supports(Workload workload) {
		// Spring refuses pipelines over Jedis on a cluster
		return workload.task() != Workload.Task.PIPELINE || !(this.factory instanceof JedisConnectionFactory);
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
		public void pipeline(int[] keys, @Nullable Object[] values) {
			List<Object> results = this.template.executePipelined(new SessionCallback<Object>() {

				@Override
				@SuppressWarnings({ "unchecked", "NullAway" }) // it has to return null
				public <K, V> Object execute(RedisOperations<K, V> operations) {
					ValueOperations<K, V> queued = operations.opsForValue();
					for (int key : keys) {
						queued.get(TemplateCaller.this.keys[key]);
					}
					return null;
				}

			});
			results.toArray(values);
		}

	}

}
