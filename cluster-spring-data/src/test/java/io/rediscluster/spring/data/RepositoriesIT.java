package io.rediscluster.spring.data;

import java.util.List;

import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.annotation.Id;
import org.springframework.data.geo.Distance;
import org.springframework.data.geo.Metrics;
import org.springframework.data.geo.Point;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.RedisHash;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.TimeToLive;
import org.springframework.data.redis.core.index.GeoIndexed;
import org.springframework.data.redis.core.index.Indexed;
import org.springframework.data.redis.repository.configuration.EnableRedisRepositories;
import org.springframework.data.repository.CrudRepository;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Data's repositories with secondary indexes on a real cluster: entities and
 * indexes are in whichever slots their names give.
 */
@Timeout(120)
class RepositoriesIT {

	private static AnnotationConfigApplicationContext context;

	private static People people;

	private final StringRedisTemplate template = new StringRedisTemplate(context.getBean(RedisConnectionFactory.class));

	@BeforeAll
	static void start() {
		context = new AnnotationConfigApplicationContext(Application.class);
		people = context.getBean(People.class);
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@BeforeEach
	void flush() {
		EmbeddedCluster.shared().flushAll();
	}

	@Test
	void entitiesAreSavedFoundAndDeleted() {
		people.saveAll(List.of(person("1", "Ada", "London"), person("2", "Ada", "Paris"), person("3", "Bob", "Rome")));
		assertThat(people.count()).isEqualTo(3);
		assertThat(people.findById("2")).get().extracting((person) -> person.city).isEqualTo("Paris");
		assertThat(people.findAll()).extracting((person) -> person.id).containsExactlyInAnyOrder("1", "2", "3");
		people.deleteById("1");
		assertThat(people.existsById("1")).isFalse();
		people.deleteAll();
		assertThat(people.findAll()).isEmpty();
		assertThat(this.template.keys("*")).isEmpty();
	}

	@Test
	void entitiesAreFoundByAnIndexThatFollowsChanges() {
		people.saveAll(List.of(person("1", "Ada", "London"), person("2", "Ada", "Paris"), person("3", "Bob", "Rome")));
		assertThat(people.findByName("Ada")).extracting((person) -> person.id).containsExactlyInAnyOrder("1", "2");
		people.save(person("2", "Bob", "Paris"));
		assertThat(people.findByName("Ada")).extracting((person) -> person.id).containsExactly("1");
		assertThat(people.findByName("Bob")).extracting((person) -> person.id).containsExactlyInAnyOrder("2", "3");
		people.deleteById("3");
		assertThat(people.findByName("Bob")).extracting((person) -> person.id).containsExactly("2");
	}

	@Test
	void entitiesExpire() {
		Person person = person("1", "Ada", "London");
		person.seconds = 500L;
		people.save(person);
		assertThat(this.template.getExpire("person:1")).isBetween(300L, 500L);
		assertThat(people.findById("1").orElseThrow().seconds).isBetween(300L, 500L);
	}

	@Test
	void entitiesAreFoundByTheirPlace() {
		Person person = person("1", "Ada", "Palermo");
		person.place = new Point(13.361389, 38.115556);
		people.save(person);
		people.save(person("2", "Bob", "nowhere"));
		assertThat(people.findByPlaceNear(new Point(13.3, 38.1), new Distance(50, Metrics.KILOMETERS)))
			.extracting((found) -> found.id)
			.containsExactly("1");
	}

	@Test
	void entitiesAreFoundByTwoIndexes() {
		people.saveAll(List.of(person("1", "Ada", "London"), person("2", "Ada", "Paris"), person("3", "Bob", "Paris")));
		assertThat(people.findByNameAndCity("Ada", "Paris")).extracting((person) -> person.id).containsExactly("2");
		assertThat(people.findByNameOrCity("Bob", "London")).extracting((person) -> person.id)
			.containsExactlyInAnyOrder("1", "3");
	}

	private static Person person(String id, String name, String city) {
		Person person = new Person();
		person.id = id;
		person.name = name;
		person.city = city;
		return person;
	}

	@RedisHash("person")
	static class Person {

		@Id
		String id;

		@Indexed
		String name;

		@Indexed
		String city;

		@GeoIndexed
		Point place;

		@TimeToLive
		Long seconds;

	}

	interface People extends CrudRepository<Person, String> {

		List<Person> findByName(String name);

		List<Person> findByNameAndCity(String name, String city);

		List<Person> findByNameOrCity(String name, String city);

		List<Person> findByPlaceNear(Point place, Distance distance);

	}

	@Configuration(proxyBeanMethods = false)
	@EnableRedisRepositories(considerNestedRepositories = true)
	static class Application {

		@Bean
		static ClusterConnectionFactory connectionFactory() {
			return new ClusterConnectionFactory(OnSharedCluster.options().build());
		}

		@Bean
		static RedisTemplate<byte[], byte[]> redisTemplate(RedisConnectionFactory factory) {
			RedisTemplate<byte[], byte[]> template = new RedisTemplate<>();
			template.setConnectionFactory(factory);
			return template;
		}

	}

}
