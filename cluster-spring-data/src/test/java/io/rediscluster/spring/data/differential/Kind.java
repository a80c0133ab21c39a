package io.rediscluster.spring.data.differential;

import org.springframework.data.redis.connection.DataType;

/**
 * What a key of the pool is meant to hold; commands may leave something else in it.
 */
enum Kind {

	STRING(DataType.STRING, 6), NUMBER(DataType.STRING, 4), LIST(DataType.LIST, 5), SET(DataType.SET, 6),
	ZSET(DataType.ZSET, 5), HASH(DataType.HASH, 5), GEO(DataType.ZSET, 3), HYPERLOGLOG(DataType.STRING, 3),
	STREAM(DataType.STREAM, 3);

	/** How many keys there are in all. */
	static final int KEYS = 40;

	private final DataType type;

	private final int keys;

	Kind(DataType type, int keys) {
		this.type = type;
		this.keys = keys;
	}

	DataType type() {
		return this.type;
	}

	/** How many keys of the pool are of this kind. */
	int keys() {
		return this.keys;
	}

	/** The number of the first of them; they follow each other. */
	int first() {
		int first = 0;
		for (Kind kind : values()) {
			if (kind == this) {
				break;
			}
			first += kind.keys;
		}
		return first;
	}

}
