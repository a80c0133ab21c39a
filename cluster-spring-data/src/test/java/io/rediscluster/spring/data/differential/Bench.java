package io.rediscluster.spring.data.differential;

import org.springframework.data.redis.connection.RedisConnection;

/**
 * Where calls are made on both sides.
 */
interface Bench {

	/** Makes a call that prepares data; it is compared as any other. */
	void prepare(Call call);

	/** The single server, to look at; it is never behind the cluster. */
	RedisConnection single();

}
