package io.rediscluster.sample.shop;

import java.util.regex.Pattern;

import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * Refuses what a request may not say.
 */
final class Requests {

	/**
	 * A user's name is part of a key, inside its hash tag: no braces, and not the whole
	 * memory.
	 */
	private static final Pattern USER = Pattern.compile("[A-Za-z0-9_.-]{1,40}");

	private Requests() {
	}

	static void checkRange(String name, int value, int min, int max) {
		if (value < min || value > max) {
			throw refusal("'" + name + "' must be from " + min + " to " + max);
		}
	}

	static void checkUser(String user) {
		if (!USER.matcher(user).matches()) {
			throw refusal("A user's name is 1 to 40 letters, digits, dots, dashes or underscores");
		}
	}

	private static ResponseStatusException refusal(String reason) {
		return new ResponseStatusException(HttpStatus.BAD_REQUEST, reason);
	}

}
