package io.rediscluster.spring.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.rediscluster.client.Reply;
import org.jspecify.annotations.Nullable;

import org.springframework.data.geo.Distance;
import org.springframework.data.geo.GeoResult;
import org.springframework.data.geo.GeoResults;
import org.springframework.data.geo.Metric;
import org.springframework.data.geo.Metrics;
import org.springframework.data.geo.Point;
import org.springframework.data.redis.connection.RedisGeoCommands.DistanceUnit;
import org.springframework.data.redis.connection.RedisGeoCommands.GeoCommandArgs;
import org.springframework.data.redis.connection.RedisGeoCommands.GeoLocation;
import org.springframework.data.redis.connection.RedisGeoCommands.GeoRadiusCommandArgs.Flag;

/**
 * Places and distances. Distances have the metric that was asked for, metres for the
 * neutral one.
 */
final class GeoReplies {

	private GeoReplies() {
	}

	/**
	 * Reads a distance; null if a member is missing.
	 */
	static Function<Reply, @Nullable Distance> distance(Metric metric) {
		Metric unit = metric(metric);
		return (reply) -> {
			Double distance = reply.asDouble();
			return (distance != null) ? new Distance(distance, unit) : null;
		};
	}

	/**
	 * Reads places, null where a member is missing.
	 */
	static List<@Nullable Point> points(Reply reply) {
		List<Reply> elements = reply.asList();
		List<@Nullable Point> points = new ArrayList<>(elements.size());
		for (Reply element : elements) {
			points.add(point(element));
		}
		return points;
	}

	/**
	 * Reads members that only have a name.
	 */
	static Function<Reply, GeoResults<GeoLocation<byte[]>>> names(Metric metric) {
		return results(metric, false, false);
	}

	/**
	 * Reads members with what the options ask to tell about each.
	 */
	static Function<Reply, GeoResults<GeoLocation<byte[]>>> results(Metric metric, GeoCommandArgs options) {
		return results(metric, options.getFlags().contains(Flag.WITHDIST), options.getFlags().contains(Flag.WITHCOORD));
	}

	private static Function<Reply, GeoResults<GeoLocation<byte[]>>> results(Metric metric, boolean withDistance,
			boolean withPoint) {
		Metric unit = metric(metric);
		return (reply) -> {
			List<Reply> elements = reply.asList();
			List<GeoResult<GeoLocation<byte[]>>> results = new ArrayList<>(elements.size());
			for (Reply element : elements) {
				List<Reply> parts = (withDistance || withPoint) ? element.asList() : List.of(element);
				Double distance = withDistance ? parts.get(1).asDouble() : null;
				Point point = withPoint ? point(parts.get(parts.size() - 1)) : null;
				results.add(new GeoResult<>(location(Replies.bytes(parts.get(0)), point),
						new Distance((distance != null) ? distance : 0, unit)));
			}
			return new GeoResults<>(results, unit);
		};
	}

	/** Spring's own drivers make locations without a point where none was asked for. */
	@SuppressWarnings("NullAway")
	private static GeoLocation<byte[]> location(byte[] name, @Nullable Point point) {
		return new GeoLocation<>(name, point);
	}

	private static @Nullable Point point(Reply reply) {
		if (reply.isNull()) {
			return null;
		}
		List<@Nullable Double> coordinates = Replies.doubles(reply);
		Double longitude = coordinates.get(0);
		Double latitude = coordinates.get(1);
		return (longitude != null && latitude != null) ? new Point(longitude, latitude) : null;
	}

	private static Metric metric(Metric metric) {
		return (metric == Metrics.NEUTRAL) ? DistanceUnit.METERS : metric;
	}

}
