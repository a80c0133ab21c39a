package example;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Component;

@Component
public class Visitors {

	private final StringRedisTemplate redis;

	public Visitors(StringRedisTemplate redis) {
		this.redis = redis;
	}

	public long enter(String place) {
		return this.redis.opsForValue().increment("visitors:" + place);
	}

}
