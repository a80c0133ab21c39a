package io.rediscluster.docs.quickstart;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Service;

// tag::greetings[]
@Service
class Greetings {

	private final StringRedisTemplate redis;

	Greetings(StringRedisTemplate redis) {
		this.redis = redis;
	}

	String greet(String name) {
		long times = this.redis.opsForValue().increment("greeted:" + name);
		return "Hello " + name + ", for the " + times + ". time";
	}

}
// end::greetings[]
