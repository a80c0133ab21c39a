package io.rediscluster.sample.shop;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.cache.autoconfigure.RedisCacheManagerBuilderCustomizer;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.serializer.JacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;

/**
 * Keeps cached products as JSON; their time to live comes from
 * {@code spring.cache.redis.time-to-live}.
 */
@Configuration(proxyBeanMethods = false)
@EnableCaching
class ProductCacheConfiguration {

	@Bean
	RedisCacheManagerBuilderCustomizer productsAsJson(JsonMapper jsonMapper) {
		var serializer = new JacksonJsonRedisSerializer<>(jsonMapper, ProductDetails.class);
		return (builder) -> builder.withCacheConfiguration("products",
				builder.cacheDefaults().serializeValuesWith(SerializationPair.fromSerializer(serializer)));
	}

}
