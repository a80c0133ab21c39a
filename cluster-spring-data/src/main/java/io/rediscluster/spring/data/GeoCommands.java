package io.rediscluster.spring.data;

import java.util.List;
import java.util.Map;

import io.rediscluster.client.Command;
import io.rediscluster.client.Reply;
import org.jspecify.annotations.Nullable;

import org.springframework.data.geo.Circle;
import org.springframework.data.geo.Distance;
import org.springframework.data.geo.GeoResults;
import org.springframework.data.geo.Metric;
import org.springframework.data.geo.Point;
import org.springframework.data.redis.connection.RedisGeoCommands;
import org.springframework.data.redis.domain.geo.GeoReference;
import org.springframework.data.redis.domain.geo.GeoShape;
import org.springframework.util.Assert;

/**
 * Spring's commands about places. The queries of the older form are sent as their
 * read-only variants, so that replicas may answer them.
 */
final class GeoCommands implements RedisGeoCommands {

	private final CommandInvoker invoker;

	GeoCommands(CommandInvoker invoker) {
		this.invoker = invoker;
	}

	@Override
	public @Nullable Long geoAdd(byte[] key, Point point, byte[] member) {
		Command.Builder command = Command.named("GEOADD").arg(Require.key(key));
		addPlace(command, point, member);
		return this.invoker.invoke(command.build(), Reply::asLong);
	}

	@Override
	public @Nullable Long geoAdd(byte[] key, Map<byte[], Point> memberCoordinateMap) {
		Command.Builder command = Command.named("GEOADD").arg(Require.key(key));
		Require.notEmpty(memberCoordinateMap, "Members").forEach((member, point) -> addPlace(command, point, member));
		return this.invoker.invoke(command.build(), Reply::asLong);
	}

	@Override
	public @Nullable Long geoAdd(byte[] key, Iterable<GeoLocation<byte[]>> locations) {
		Command.Builder command = Command.named("GEOADD").arg(Require.key(key));
		Assert.isTrue(Require.notNull(locations, "Locations").iterator().hasNext(), "Locations must not be empty");
		for (GeoLocation<byte[]> location : locations) {
			Require.notNull(location, "Location");
			addPlace(command, location.getPoint(), location.getName());
		}
		return this.invoker.invoke(command.build(), Reply::asLong);
	}

	private static void addPlace(Command.Builder command, Point point, byte[] member) {
		Require.notNull(point, "Point");
		command.args(point.getX(), point.getY(), Require.notNull(member, "Member"));
	}

	@Override
	public @Nullable Distance geoDist(byte[] key, byte[] member1, byte[] member2) {
		return geoDist(key, member1, member2, DistanceUnit.METERS);
	}

	@Override
	public @Nullable Distance geoDist(byte[] key, byte[] member1, byte[] member2, Metric metric) {
		Command command = Command.of("GEODIST", Require.key(key), Require.notNull(member1, "First member"),
				Require.notNull(member2, "Second member"), GeoArguments.unit(Require.notNull(metric, "Metric")));
		return this.invoker.invoke(command, GeoReplies.distance(metric));
	}

	@Override
	public @Nullable List<@Nullable String> geoHash(byte[] key, byte[]... members) {
		return this.invoker.invoke(members("GEOHASH", key, members), Reply::asStringList);
	}

	@Override
	public @Nullable List<@Nullable Point> geoPos(byte[] key, byte[]... members) {
		return this.invoker.invoke(members("GEOPOS", key, members), GeoReplies::points);
	}

	@Override
	public @Nullable Long geoRemove(byte[] key, byte[]... members) {
		return this.invoker.invoke(members("ZREM", key, members), Reply::asLong);
	}

	private static Command members(String name, byte[] key, byte[][] members) {
		return Command.named(name).arg(Require.key(key)).args((Object[]) Require.notEmpty(members, "Members")).build();
	}

	@Override
	public @Nullable GeoResults<GeoLocation<byte[]>> geoRadius(byte[] key, Circle within) {
		Command.Builder command = around(key, within);
		return this.invoker.invoke(command.build(), GeoReplies.names(within.getRadius().getMetric()));
	}

	@Override
	public @Nullable GeoResults<GeoLocation<byte[]>> geoRadius(byte[] key, Circle within, GeoRadiusCommandArgs args) {
		Command.Builder command = around(key, within);
		GeoArguments.addOptions(command, Require.notNull(args, "Arguments"));
		return this.invoker.invoke(command.build(), GeoReplies.results(within.getRadius().getMetric(), args));
	}

	private static Command.Builder around(byte[] key, Circle within) {
		Point center = Require.notNull(within, "Circle").getCenter();
		Command.Builder command = Command.named("GEORADIUS_RO").args(Require.key(key), center.getX(), center.getY());
		GeoArguments.addDistance(command, within.getRadius());
		return command;
	}

	@Override
	public @Nullable GeoResults<GeoLocation<byte[]>> geoRadiusByMember(byte[] key, byte[] member, Distance radius) {
		Command.Builder command = around(key, member, radius);
		return this.invoker.invoke(command.build(), GeoReplies.names(radius.getMetric()));
	}

	@Override
	public @Nullable GeoResults<GeoLocation<byte[]>> geoRadiusByMember(byte[] key, byte[] member, Distance radius,
			GeoRadiusCommandArgs args) {
		Command.Builder command = around(key, member, radius);
		GeoArguments.addOptions(command, Require.notNull(args, "Arguments"));
		return this.invoker.invoke(command.build(), GeoReplies.results(radius.getMetric(), args));
	}

	private static Command.Builder around(byte[] key, byte[] member, Distance radius) {
		Command.Builder command = Command.named("GEORADIUSBYMEMBER_RO")
			.args(Require.key(key), Require.notNull(member, "Member"));
		GeoArguments.addDistance(command, Require.notNull(radius, "Radius"));
		return command;
	}

	@Override
	public @Nullable GeoResults<GeoLocation<byte[]>> geoSearch(byte[] key, GeoReference<byte[]> reference,
			GeoShape predicate, GeoSearchCommandArgs args) {
		Command.Builder command = Command.named("GEOSEARCH").arg(Require.key(key));
		addSearch(command, reference, predicate, args);
		return this.invoker.invoke(command.build(), GeoReplies.results(predicate.getMetric(), args));
	}

	@Override
	public @Nullable Long geoSearchStore(byte[] destKey, byte[] key, GeoReference<byte[]> reference, GeoShape predicate,
			GeoSearchStoreCommandArgs args) {
		Command.Builder command = Command.named("GEOSEARCHSTORE")
			.args(Require.notNull(destKey, "Destination key"), Require.key(key));
		addSearch(command, reference, predicate, args);
		if (args.isStoreDistance()) {
			command.arg("STOREDIST");
		}
		return this.invoker.invoke(command.build(), Reply::asLong);
	}

	private static void addSearch(Command.Builder command, GeoReference<byte[]> reference, GeoShape predicate,
			GeoCommandArgs args) {
		GeoArguments.addReference(command, Require.notNull(reference, "Reference"));
		GeoArguments.addShape(command, Require.notNull(predicate, "Shape"));
		GeoArguments.addOptions(command, Require.notNull(args, "Arguments"));
	}

}
