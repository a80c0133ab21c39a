package io.rediscluster.spring.data.differential;

import java.lang.reflect.Parameter;
import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;

import org.springframework.data.geo.Circle;
import org.springframework.data.geo.Distance;
import org.springframework.data.geo.Metric;
import org.springframework.data.redis.connection.RedisGeoCommands.DistanceUnit;
import org.springframework.data.redis.connection.RedisGeoCommands.GeoLocation;
import org.springframework.data.redis.connection.RedisGeoCommands.GeoRadiusCommandArgs;
import org.springframework.data.redis.connection.RedisGeoCommands.GeoSearchCommandArgs;
import org.springframework.data.redis.connection.RedisGeoCommands.GeoSearchStoreCommandArgs;
import org.springframework.data.redis.domain.geo.GeoReference;
import org.springframework.data.redis.domain.geo.GeoShape;

/**
 * Arguments of the commands on places.
 */
final class PlaceValues {

	private static final DistanceUnit[] UNITS = { DistanceUnit.METERS, DistanceUnit.KILOMETERS, DistanceUnit.MILES };

	private final Random random;

	private final Pool pool;

	PlaceValues(Random random, Pool pool) {
		this.random = random;
		this.pool = pool;
	}

	@Nullable Object of(Parameter parameter) {
		Class<?> type = parameter.getType();
		return switch (type.getSimpleName()) {
			case "Point" -> this.pool.place();
			case "Circle" -> new Circle(this.pool.place(), radius());
			case "Distance" -> radius();
			case "Metric" -> unit();
			case "GeoLocation" -> location();
			case "Iterable" -> List.of(location(), location());
			case "Map" -> this.pool.places();
			case "GeoReference" -> this.random.nextBoolean() ? GeoReference.fromCoordinate(this.pool.place())
					: GeoReference.fromMember(this.pool.element("g"));
			case "GeoShape" -> this.random.nextBoolean() ? GeoShape.byRadius(radius())
					: GeoShape.byBox(200, 200, DistanceUnit.KILOMETERS);
			case "GeoRadiusCommandArgs" -> radiusArguments();
			case "GeoSearchCommandArgs" -> searchArguments();
			case "GeoSearchStoreCommandArgs" -> storeArguments();
			default -> null;
		};
	}

	private GeoLocation<byte[]> location() {
		return new GeoLocation<>(this.pool.element("g"), this.pool.place());
	}

	private Distance radius() {
		Metric unit = unit();
		return new Distance((unit == DistanceUnit.METERS) ? 150_000 : 150, unit);
	}

	private DistanceUnit unit() {
		return UNITS[this.random.nextInt(UNITS.length)];
	}

	/** Always in an order: without one the server promises none. */
	private GeoRadiusCommandArgs radiusArguments() {
		GeoRadiusCommandArgs arguments = GeoRadiusCommandArgs.newGeoRadiusArgs().sortAscending();
		if (this.random.nextBoolean()) {
			arguments.includeCoordinates();
		}
		if (this.random.nextBoolean()) {
			arguments.includeDistance();
		}
		return this.random.nextBoolean() ? arguments.limit(1 + this.random.nextInt(4)) : arguments;
	}

	private GeoSearchCommandArgs searchArguments() {
		GeoSearchCommandArgs arguments = GeoSearchCommandArgs.newGeoSearchArgs().sortDescending();
		if (this.random.nextBoolean()) {
			arguments.includeCoordinates();
		}
		if (this.random.nextBoolean()) {
			arguments.includeDistance();
		}
		return this.random.nextBoolean() ? arguments.limit(1 + this.random.nextInt(4)) : arguments;
	}

	private GeoSearchStoreCommandArgs storeArguments() {
		GeoSearchStoreCommandArgs arguments = GeoSearchStoreCommandArgs.newGeoSearchStoreArgs().sortAscending();
		return this.random.nextBoolean() ? arguments.storeDistance() : arguments;
	}

}
