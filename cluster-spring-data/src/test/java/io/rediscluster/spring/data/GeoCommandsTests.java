package io.rediscluster.spring.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.data.geo.Circle;
import org.springframework.data.geo.Distance;
import org.springframework.data.geo.GeoResult;
import org.springframework.data.geo.GeoResults;
import org.springframework.data.geo.Metric;
import org.springframework.data.geo.Metrics;
import org.springframework.data.geo.Point;
import org.springframework.data.redis.connection.RedisGeoCommands.DistanceUnit;
import org.springframework.data.redis.connection.RedisGeoCommands.GeoLocation;
import org.springframework.data.redis.connection.RedisGeoCommands.GeoRadiusCommandArgs;
import org.springframework.data.redis.connection.RedisGeoCommands.GeoSearchCommandArgs;
import org.springframework.data.redis.connection.RedisGeoCommands.GeoSearchStoreCommandArgs;
import org.springframework.data.redis.domain.geo.GeoReference;
import org.springframework.data.redis.domain.geo.GeoShape;

import static io.rediscluster.spring.data.FamilyProbe.array;
import static io.rediscluster.spring.data.FamilyProbe.bytes;
import static io.rediscluster.spring.data.FamilyProbe.text;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@link GeoCommands} sends, and what it makes of the answers.
 */
class GeoCommandsTests {

	private static final byte[] K = bytes("k");

	private static final byte[] A = bytes("a");

	private static final byte[] B = bytes("b");

	private static final Point PLACE = new Point(13.5, 38.25);

	private static final Circle CIRCLE = new Circle(PLACE, new Distance(2, DistanceUnit.KILOMETERS));

	private static final GeoReference<byte[]> FROM_A = GeoReference.fromMember(A);

	private static final GeoShape RADIUS = GeoShape.byRadius(new Distance(2, DistanceUnit.MILES));

	private final FamilyProbe<GeoCommands> probe = new FamilyProbe<>(GeoCommands::new);

	@Test
	void writesPlaces() {
		Map<byte[], Point> map = new LinkedHashMap<>();
		map.put(A, PLACE);
		map.put(B, new Point(-1, 2));
		this.probe.sends("GEOADD k 13.5 38.25 a", (c) -> c.geoAdd(K, PLACE, A));
		this.probe.sends("GEOADD k 13.5 38.25 a", (c) -> c.geoAdd(K, new GeoLocation<>(A, PLACE)));
		this.probe.sends("GEOADD k 13.5 38.25 a -1.0 2.0 b", (c) -> c.geoAdd(K, map));
		this.probe.sends("GEOADD k 13.5 38.25 a 13.5 38.25 b",
				(c) -> c.geoAdd(K, List.of(new GeoLocation<>(A, PLACE), new GeoLocation<>(B, PLACE))));
	}

	@Test
	void writesQuestionsAboutMembers() {
		this.probe.sends("GEODIST k a b m", (c) -> c.geoDist(K, A, B));
		this.probe.sends("GEODIST k a b ft", (c) -> c.geoDist(K, A, B, DistanceUnit.FEET));
		this.probe.sends("GEODIST k a b m", (c) -> c.geoDist(K, A, B, Metrics.NEUTRAL));
		this.probe.sends("GEODIST k a b mi", (c) -> c.geoDist(K, A, B, Metrics.MILES));
		this.probe.sends("GEOHASH k a b", (c) -> c.geoHash(K, A, B));
		this.probe.sends("GEOPOS k a b", (c) -> c.geoPos(K, A, B));
		this.probe.sends("ZREM k a b", (c) -> c.geoRemove(K, A, B));
	}

	@Test
	void writesQueriesOfTheOlderFormThatReplicasMayAnswer() {
		GeoRadiusCommandArgs all = GeoRadiusCommandArgs.newGeoRadiusArgs()
			.includeCoordinates()
			.includeDistance()
			.sortDescending()
			.limit(3);
		this.probe.sends("GEORADIUS_RO k 13.5 38.25 2.0 km", (c) -> c.geoRadius(K, CIRCLE));
		this.probe.sends("GEORADIUS_RO k 13.5 38.25 2.0 km DESC COUNT 3 WITHCOORD WITHDIST",
				(c) -> c.geoRadius(K, CIRCLE, all));
		this.probe.sends("GEORADIUSBYMEMBER_RO k a 2.0 m", (c) -> c.geoRadiusByMember(K, A, 2));
		this.probe.sends("GEORADIUSBYMEMBER_RO k a 2.0 km", (c) -> c.geoRadiusByMember(K, A, CIRCLE.getRadius()));
		this.probe.sends("GEORADIUSBYMEMBER_RO k a 2.0 km DESC COUNT 3 WITHCOORD WITHDIST",
				(c) -> c.geoRadiusByMember(K, A, CIRCLE.getRadius(), all));
	}

	@Test
	void writesSearches() {
		GeoSearchCommandArgs none = GeoSearchCommandArgs.newGeoSearchArgs();
		GeoSearchCommandArgs all = GeoSearchCommandArgs.newGeoSearchArgs()
			.includeCoordinates()
			.includeDistance()
			.sortAscending()
			.limit(3, true);
		this.probe.sends("GEOSEARCH k FROMMEMBER a BYRADIUS 2.0 mi", (c) -> c.geoSearch(K, FROM_A, RADIUS, none));
		this.probe.sends("GEOSEARCH k FROMLONLAT 13.5 38.25 BYBOX 4.0 5.0 km ASC COUNT 3 ANY WITHCOORD WITHDIST",
				(c) -> c.geoSearch(K, GeoReference.fromCoordinate(PLACE), GeoShape.byBox(4, 5, DistanceUnit.KILOMETERS),
						all));
	}

	@Test
	void writesSearchesThatAreStored() {
		this.probe.sends("GEOSEARCHSTORE b k FROMMEMBER a BYRADIUS 2.0 mi",
				(c) -> c.geoSearchStore(B, K, FROM_A, RADIUS, GeoSearchStoreCommandArgs.newGeoSearchStoreArgs()));
		this.probe.sends("GEOSEARCHSTORE b k FROMMEMBER a BYRADIUS 2.0 mi DESC COUNT 3 ANY STOREDIST", (c) -> c
			.geoSearchStore(B, K, FROM_A, RADIUS,
					GeoSearchStoreCommandArgs.newGeoSearchStoreArgs().sortDescending().limit(3, true).storeDistance()));
	}

	@Test
	void readsDistancesPlacesAndHashes() {
		assertThat(this.probe.answering(bytes("166.2742")).geoDist(K, A, B, DistanceUnit.KILOMETERS))
			.isEqualTo(new Distance(166.2742, DistanceUnit.KILOMETERS));
		assertThat(this.probe.answering(bytes("5")).geoDist(K, A, B, Metrics.NEUTRAL))
			.isEqualTo(new Distance(5, DistanceUnit.METERS));
		assertThat(this.probe.answering(null).geoDist(K, A, B)).isNull();
		assertThat(this.probe.answering(array(array(13.5, 38.25), null)).geoPos(K, A, B)).containsExactly(PLACE, null);
		assertThat(this.probe.answering(array("sqc8b49rny0", null)).geoHash(K, A, B)).containsExactly("sqc8b49rny0",
				null);
	}

	@Test
	void readsMembersWithoutDetails() {
		GeoResults<GeoLocation<byte[]>> results = this.probe.answering(array("a", "b")).geoRadius(K, CIRCLE);
		assertThat(results).extracting((result) -> text(result.getContent().getName())).containsExactly("a", "b");
		assertThat(results.getContent().get(0).getContent().getPoint()).isNull();
		assertThat(results.getContent().get(0).getDistance()).isEqualTo(new Distance(0, DistanceUnit.KILOMETERS));
		assertThat(this.probe.answering(array()).geoRadiusByMember(K, A, 2)).isEmpty();
	}

	@Test
	void readsTheDetailsThatWereAskedFor() {
		GeoSearchCommandArgs distance = GeoSearchCommandArgs.newGeoSearchArgs().includeDistance();
		GeoSearchCommandArgs place = GeoSearchCommandArgs.newGeoSearchArgs().includeCoordinates();
		GeoSearchCommandArgs both = GeoSearchCommandArgs.newGeoSearchArgs().includeCoordinates().includeDistance();
		Object[] point = array(13.5, 38.25);
		assertThat(only(this.probe.answering(array((Object) array("a", "1.5"))).geoSearch(K, FROM_A, RADIUS, distance))
			.getDistance()).isEqualTo(new Distance(1.5, DistanceUnit.MILES));
		assertThat(only(this.probe.answering(array((Object) array("a", point))).geoSearch(K, FROM_A, RADIUS, place))
			.getContent()
			.getPoint()).isEqualTo(PLACE);
		GeoResult<GeoLocation<byte[]>> full = only(
				this.probe.answering(array((Object) array("a", "1.5", point))).geoSearch(K, FROM_A, RADIUS, both));
		assertThat(full.getContent().getName()).isEqualTo(A);
		assertThat(full.getContent().getPoint()).isEqualTo(PLACE);
		assertThat(full.getDistance()).isEqualTo(new Distance(1.5, DistanceUnit.MILES));
	}

	@Test
	void refusesWhatTheServerCannotExpress() {
		Metric leagues = new Metric() {

			@Override
			public double getMultiplier() {
				return 1;
			}

			@Override
			public String getAbbreviation() {
				return "leagues";
			}

		};
		this.probe.refuses("leagues", (c) -> c.geoDist(K, A, B, leagues));
		this.probe.refuses("Shape must be",
				(c) -> c.geoSearch(K, FROM_A, () -> Metrics.MILES, GeoSearchCommandArgs.newGeoSearchArgs()));
		this.probe.refuses("Reference must be", (c) -> c.geoSearch(K, new GeoReference<>() {
		}, RADIUS, GeoSearchCommandArgs.newGeoSearchArgs()));
	}

	@Test
	void refusesWhatIsEmpty() {
		this.probe.refuses("Members must not be empty", (c) -> c.geoAdd(K, Collections.emptyMap()));
		this.probe.refuses("Locations must not be empty", (c) -> c.geoAdd(K, Collections.emptyList()));
		this.probe.refuses("Members must not be empty", (c) -> c.geoPos(K));
	}

	private static GeoResult<GeoLocation<byte[]>> only(GeoResults<GeoLocation<byte[]>> results) {
		assertThat(results).hasSize(1);
		return results.getContent().get(0);
	}

}
