package io.rediscluster.spring.data;

import java.util.List;
import java.util.Map;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import org.springframework.data.geo.Circle;
import org.springframework.data.geo.Distance;
import org.springframework.data.geo.GeoResult;
import org.springframework.data.geo.GeoResults;
import org.springframework.data.geo.Point;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisGeoCommands;
import org.springframework.data.redis.connection.RedisGeoCommands.DistanceUnit;
import org.springframework.data.redis.connection.RedisGeoCommands.GeoLocation;
import org.springframework.data.redis.connection.RedisGeoCommands.GeoRadiusCommandArgs;
import org.springframework.data.redis.connection.RedisGeoCommands.GeoSearchCommandArgs;
import org.springframework.data.redis.connection.RedisGeoCommands.GeoSearchStoreCommandArgs;
import org.springframework.data.redis.domain.geo.GeoReference;
import org.springframework.data.redis.domain.geo.GeoShape;

import static io.rediscluster.spring.data.FamilyProbe.bytes;
import static io.rediscluster.spring.data.FamilyProbe.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link GeoCommands} on a real cluster.
 */
@InBothModes
class GeoCommandsIT extends CommandFamilySuite<RedisGeoCommands> {

	private static final byte[] K = key("k");

	private static final byte[] L = key("l");

	private static final byte[] MISSING = bytes("missing");

	private static final byte[] PALERMO = bytes("Palermo");

	private static final byte[] CATANIA = bytes("Catania");

	private static final byte[] ARIGENTO = bytes("Arigento");

	private static final Point AT_PALERMO = new Point(13.361389, 38.115556);

	private static final Point AT_CATANIA = new Point(15.087269, 37.502669);

	private static final Point AT_ARIGENTO = new Point(13.583333, 37.316667);

	private static final Distance NEAR = new Distance(100, DistanceUnit.KILOMETERS);

	private static final Offset<Double> CLOSE = Offset.offset(0.001);

	GeoCommandsIT(Mode mode) {
		super(mode, RedisGeoCommands.class, RedisClusterConnection::geoCommands);
	}

	@Test
	void membersArePlacedAndRemoved() {
		assertThat(this.commands.geoAdd(K, AT_PALERMO, PALERMO)).isEqualTo(1);
		assertThat(this.commands.geoAdd(K, Map.of(CATANIA, AT_CATANIA, PALERMO, AT_PALERMO))).isEqualTo(1);
		assertThat(this.commands.geoAdd(K, List.of(new GeoLocation<>(ARIGENTO, AT_ARIGENTO)))).isEqualTo(1);
		assertThat(this.commands.geoRemove(K, PALERMO, MISSING)).isEqualTo(1);
	}

	@Test
	void membersTellWhereTheyAre() {
		fill();
		List<Point> points = this.commands.geoPos(K, PALERMO, MISSING);
		assertThat(points.get(0).getX()).isCloseTo(AT_PALERMO.getX(), CLOSE);
		assertThat(points.get(0).getY()).isCloseTo(AT_PALERMO.getY(), CLOSE);
		assertThat(points.get(1)).isNull();
		assertThat(this.commands.geoHash(K, PALERMO, MISSING)).containsExactly("sqc8b49rny0", null);
		Distance metres = this.commands.geoDist(K, PALERMO, CATANIA);
		assertThat(metres.getValue()).isCloseTo(166274.1516, Offset.offset(1.0));
		assertThat(metres.getMetric()).isEqualTo(DistanceUnit.METERS);
		assertThat(this.commands.geoDist(K, PALERMO, CATANIA, DistanceUnit.KILOMETERS).getValue()).isCloseTo(166.2742,
				CLOSE);
		assertThat(this.commands.geoDist(K, PALERMO, MISSING)).isNull();
	}

	@Test
	void membersAreFoundAroundAPlace() {
		fill();
		Circle circle = new Circle(new Point(13.5, 37.5), NEAR);
		assertThat(names(this.commands.geoRadius(K, circle))).containsExactlyInAnyOrder("Palermo", "Arigento");
		GeoResults<GeoLocation<byte[]>> results = this.commands.geoRadius(K, circle,
				GeoRadiusCommandArgs.newGeoRadiusArgs()
					.includeCoordinates()
					.includeDistance()
					.sortAscending()
					.limit(1));
		assertThat(names(results)).containsExactly("Arigento");
		GeoResult<GeoLocation<byte[]>> nearest = results.getContent().get(0);
		assertThat(nearest.getContent().getPoint().getX()).isCloseTo(AT_ARIGENTO.getX(), CLOSE);
		assertThat(nearest.getDistance().getValue()).isBetween(15.0, 25.0);
		assertThat(nearest.getDistance().getMetric()).isEqualTo(DistanceUnit.KILOMETERS);
		assertThat(this.commands.geoRadius(L, circle)).isEmpty();
	}

	@Test
	void membersAreFoundAroundAMember() {
		fill();
		assertThat(names(this.commands.geoRadiusByMember(K, PALERMO, NEAR))).containsExactlyInAnyOrder("Palermo",
				"Arigento");
		assertThat(names(this.commands.geoRadiusByMember(K, PALERMO, NEAR,
				GeoRadiusCommandArgs.newGeoRadiusArgs().includeDistance().sortDescending())))
			.containsExactly("Arigento", "Palermo");
		assertThatExceptionOfType(RedisSystemException.class)
			.isThrownBy(() -> this.commands.geoRadiusByMember(K, MISSING, NEAR))
			.withMessageContaining("member");
	}

	@Test
	void membersAreSearchedAndStored() {
		fill();
		GeoSearchCommandArgs sorted = GeoSearchCommandArgs.newGeoSearchArgs()
			.includeDistance()
			.includeCoordinates()
			.sortDescending();
		GeoReference<byte[]> palermo = GeoReference.fromMember(PALERMO);
		GeoShape box = GeoShape.byBox(100, 300, DistanceUnit.KILOMETERS);
		GeoResults<GeoLocation<byte[]>> results = this.commands.geoSearch(K, palermo, box, sorted);
		assertThat(names(results)).containsExactly("Arigento", "Palermo");
		assertThat(results.getContent().get(1).getDistance()).isEqualTo(new Distance(0, DistanceUnit.KILOMETERS));
		assertThat(names(this.commands.geoSearch(K, GeoReference.fromCoordinate(AT_CATANIA), GeoShape.byRadius(NEAR),
				GeoSearchCommandArgs.newGeoSearchArgs().limit(1, true))))
			.containsExactly("Catania");
		assertThat(this.commands.geoSearchStore(L, K, palermo, box,
				GeoSearchStoreCommandArgs.newGeoSearchStoreArgs().storeDistance()))
			.isEqualTo(2);
		assertThat(connection().zSetCommands().zScore(L, ARIGENTO)).isBetween(85.0, 95.0);
	}

	private void fill() {
		this.commands.geoAdd(K, Map.of(CATANIA, AT_CATANIA, PALERMO, AT_PALERMO, ARIGENTO, AT_ARIGENTO));
	}

	private static List<String> names(GeoResults<GeoLocation<byte[]>> results) {
		return results.getContent().stream().map((result) -> text(result.getContent().getName())).toList();
	}

}
