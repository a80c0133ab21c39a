package io.rediscluster.client;

/**
 * What happens to a command whose keys lie in several slots.
 */
public enum CrossSlot {

	/**
	 * It is split where that is right (MGET, MSET, DEL, UNLINK, TOUCH, EXISTS), emulated
	 * where an algorithm exists, and refused otherwise. The default.
	 */
	EMULATE,

	/** It is split where that is right and refused otherwise. */
	SPLIT_ONLY,

	/** It is refused before anything is sent. */
	REJECT

}
