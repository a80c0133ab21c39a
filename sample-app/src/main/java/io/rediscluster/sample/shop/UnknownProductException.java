package io.rediscluster.sample.shop;

import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * The catalogue has no product of this id.
 */
final class UnknownProductException extends ResponseStatusException {

	UnknownProductException(long id) {
		super(HttpStatus.NOT_FOUND, "There is no product " + id);
	}

}
