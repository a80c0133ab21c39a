package io.rediscluster.docs;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.data.redis.core.StringRedisTemplate;

// tag::orders[]
class Orders {

	final StringRedisTemplate sessions;

	final StringRedisTemplate orders;

	Orders(StringRedisTemplate sessions, @Qualifier("orders") StringRedisTemplate orders) {
		this.sessions = sessions;
		this.orders = orders;
	}

}
// end::orders[]
