package io.rediscluster.spring.data;

import java.util.Set;

import io.rediscluster.client.Command;

import org.springframework.data.domain.Sort.Direction;
import org.springframework.data.geo.Distance;
import org.springframework.data.geo.Metric;
import org.springframework.data.redis.connection.RedisGeoCommands.GeoCommandArgs;
import org.springframework.data.redis.connection.RedisGeoCommands.GeoRadiusCommandArgs.Flag;
import org.springframework.data.redis.domain.geo.BoundingBox;
import org.springframework.data.redis.domain.geo.BoxShape;
import org.springframework.data.redis.domain.geo.GeoReference;
import org.springframework.data.redis.domain.geo.GeoReference.GeoCoordinateReference;
import org.springframework.data.redis.domain.geo.GeoReference.GeoMemberReference;
import org.springframework.data.redis.domain.geo.GeoShape;
import org.springframework.data.redis.domain.geo.RadiusShape;

/**
 * How places, shapes and units are written on the wire.
 */
final class GeoArguments {

	/** The units that the server knows. */
	private static final Set<String> UNITS = Set.of("m", "km", "mi", "ft");

	private GeoArguments() {
	}

	/**
	 * Returns the unit of a metric, metres for the neutral one.
	 * @throws IllegalArgumentException if the server knows no such unit
	 */
	static String unit(Metric metric) {
		String unit = metric.getAbbreviation();
		if (unit.isEmpty()) {
			return "m";
		}
		if (!UNITS.contains(unit)) {
			throw new IllegalArgumentException("'" + unit + "' is none of the units m, km, mi and ft");
		}
		return unit;
	}

	static void addDistance(Command.Builder command, Distance distance) {
		command.args(distance.getValue(), unit(distance.getMetric()));
	}

	/**
	 * Adds {@code FROMMEMBER} or {@code FROMLONLAT}.
	 */
	static void addReference(Command.Builder command, GeoReference<byte[]> reference) {
		if (reference instanceof GeoMemberReference<byte[]> member) {
			command.args("FROMMEMBER", member.getMember());
		}
		else if (reference instanceof GeoCoordinateReference<byte[]> place) {
			command.args("FROMLONLAT", place.getLongitude(), place.getLatitude());
		}
		else {
			throw new IllegalArgumentException(
					"Reference must be a member or coordinates, not a " + reference.getClass().getName());
		}
	}

	/**
	 * Adds {@code BYRADIUS} or {@code BYBOX}.
	 */
	static void addShape(Command.Builder command, GeoShape shape) {
		if (shape instanceof RadiusShape circle) {
			addDistance(command.arg("BYRADIUS"), circle.getRadius());
		}
		else if (shape instanceof BoxShape box) {
			BoundingBox bounds = box.getBoundingBox();
			addDistance(command.args("BYBOX", bounds.getWidth().getValue()), bounds.getHeight());
		}
		else {
			throw new IllegalArgumentException("Shape must be a radius or a box, not a " + shape.getClass().getName());
		}
	}

	/**
	 * Adds the order, the limit and what to tell about each member.
	 */
	static void addOptions(Command.Builder command, GeoCommandArgs options) {
		Direction direction = options.getSortDirection();
		if (direction != null) {
			command.arg(direction.name());
		}
		Long limit = options.getLimit();
		if (limit != null) {
			command.args("COUNT", limit);
			if (options.getFlags().contains(Flag.ANY)) {
				command.arg("ANY");
			}
		}
		if (options.getFlags().contains(Flag.WITHCOORD)) {
			command.arg("WITHCOORD");
		}
		if (options.getFlags().contains(Flag.WITHDIST)) {
			command.arg("WITHDIST");
		}
	}

}
