package io.rediscluster.spring.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.rediscluster.client.Command;
import io.rediscluster.client.Scan;

import org.springframework.data.redis.connection.CompareCondition;
import org.springframework.data.redis.connection.CompareCondition.ComparisonFunction;
import org.springframework.data.redis.connection.CompareCondition.ComparisonOperator;
import org.springframework.data.redis.connection.ExpirationOptions;
import org.springframework.data.redis.connection.ExpirationOptions.Condition;
import org.springframework.data.redis.core.KeyScanOptions;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.types.Expiration;

/**
 * How options that several command families share are written on the wire.
 */
final class Arguments {

	private Arguments() {
	}

	/**
	 * Puts keys and values in turn.
	 */
	static List<byte[]> flat(Map<byte[], byte[]> entries) {
		List<byte[]> flat = new ArrayList<>(entries.size() * 2);
		entries.forEach((key, value) -> {
			flat.add(key);
			flat.add(value);
		});
		return flat;
	}

	/**
	 * Adds {@code EX}, {@code PX}, {@code EXAT} or {@code PXAT} with its number.
	 */
	static void addLifetime(Command.Builder command, Expiration expiration) {
		boolean precise = expiration.isPrecise();
		boolean timestamp = expiration.isUnixTimestamp();
		command.arg(precise ? (timestamp ? "PXAT" : "PX") : (timestamp ? "EXAT" : "EX"));
		command.arg(precise ? expiration.getExpirationTimeInMilliseconds() : expiration.getExpirationTimeInSeconds());
	}

	/**
	 * Adds what a command that writes a value does to the time to live: without an option
	 * it is removed, which is what a persistent expiration means.
	 */
	static void addWriteExpiration(Command.Builder command, Expiration expiration) {
		if (expiration.isKeepTtl()) {
			command.arg("KEEPTTL");
		}
		else if (!expiration.isPersistent()) {
			addLifetime(command, expiration);
		}
	}

	/**
	 * Adds what a command that reads a value does to the time to live: without an option
	 * it is kept.
	 */
	static void addReadExpiration(Command.Builder command, Expiration expiration) {
		if (expiration.isPersistent()) {
			command.arg("PERSIST");
		}
		else if (!expiration.isKeepTtl()) {
			addLifetime(command, expiration);
		}
	}

	/**
	 * Adds {@code NX}, {@code XX}, {@code GT} or {@code LT}, or nothing for
	 * {@link Condition#ALWAYS}.
	 */
	static void addCondition(Command.Builder command, ExpirationOptions.Condition condition) {
		if (condition != Condition.ALWAYS) {
			command.arg(condition.name());
		}
	}

	/**
	 * Adds {@code IFEQ}, {@code IFNE}, {@code IFDEQ} or {@code IFDNE} with its value.
	 */
	static void addComparison(Command.Builder command, CompareCondition condition) {
		boolean equal = condition.getOperator() == ComparisonOperator.EQUALS;
		boolean digest = condition.getComparison() == ComparisonFunction.DIGEST;
		command.arg(digest ? (equal ? "IFDEQ" : "IFDNE") : (equal ? "IFEQ" : "IFNE"));
		command.arg(condition.getValue().asBytes());
	}

	/**
	 * Returns what a scan is to look for.
	 */
	static Scan scan(ScanOptions options) {
		byte[] pattern = options.getBytePattern();
		Scan scan = (pattern != null) ? Scan.match(pattern) : Scan.all();
		Long count = options.getCount();
		if (count != null) {
			scan = scan.count((int) Math.min(count, Integer.MAX_VALUE));
		}
		String type = (options instanceof KeyScanOptions keys) ? keys.getType() : null;
		return (type != null && !type.isBlank()) ? scan.type(type) : scan;
	}

	/**
	 * Returns a time to block in seconds, with a fraction where there is one. A time
	 * below a millisecond becomes one: rounded to 0 it would mean to block for ever.
	 */
	static Number blockSeconds(long timeout, TimeUnit unit) {
		long millis = unit.toMillis(timeout);
		if (timeout > 0 && millis == 0) {
			millis = 1;
		}
		return seconds(millis / 1000d);
	}

	/**
	 * Returns seconds, without a fraction where there is none.
	 */
	static Number seconds(double seconds) {
		return (seconds == Math.rint(seconds) && Math.abs(seconds) < Long.MAX_VALUE) ? (Number) (long) seconds
				: (Number) seconds;
	}

}
