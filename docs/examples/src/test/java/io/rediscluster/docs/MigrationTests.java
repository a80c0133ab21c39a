package io.rediscluster.docs;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/migration.md} names of ours and of Spring Boot exists.
 */
class MigrationTests {

	private static final List<String> PACKAGES = List.of("io.rediscluster.client", "io.rediscluster.spring.data",
			"io.rediscluster.boot.autoconfigure", "org.springframework.data.redis.core",
			"org.springframework.data.redis.core.script", "org.springframework.data.redis.connection",
			"org.springframework.data.redis.listener");

	/** Named for what it is, not to be used: it lives in Spring Integration. */
	private static final List<String> ELSEWHERE = List.of("RedisLockRegistry");

	private static List<List<String>> tables() {
		List<List<String>> rows = new ArrayList<>();
		String page = Page.read(Page.ROOT.resolve("docs/migration.md")).text();
		String before = page.substring(0, page.indexOf("\n## From redis-py-cluster"));
		before.lines()
			.filter((line) -> line.startsWith("| "))
			.map((line) -> Arrays.stream(line.substring(1).split("\\|")).map(String::strip).toList())
			.forEach(rows::add);
		return rows;
	}

	private static List<String> code(String cell) {
		return Pattern.compile("`([^`]+)`").matcher(cell).results().map((found) -> found.group(1)).toList();
	}

	@Test
	void everyPropertyOfSpringBootExists() {
		List<String> names = tables().stream()
			.dropWhile((row) -> !row.get(0).equals("`spring.data.redis.`"))
			.skip(2)
			.takeWhile((row) -> !row.get(0).equals("in code"))
			.flatMap((row) -> code(row.get(0)).stream())
			.filter((name) -> !name.endsWith("…"))
			.map((name) -> "spring.data.redis." + name)
			.toList();
		assertThat(names).hasSizeGreaterThan(20);
		assertThat(Metadata.all().keySet()).containsAll(names);
	}

	@Test
	void everyPropertyOfOursExists() {
		List<String> names = tables().stream()
			.flatMap((row) -> row.stream().flatMap((cell) -> code(cell).stream()))
			.filter((name) -> name.startsWith("redis-cluster."))
			.map((name) -> name.replaceFirst(":.*", ""))
			.toList();
		assertThat(names).hasSizeGreaterThan(30);
		assertThat(Metadata.all().keySet()).containsAll(names);
	}

	@Test
	void everyClassAndMethodOfOursExists() {
		List<String> names = tables().stream()
			.filter((row) -> row.size() > 1)
			.flatMap((row) -> code(row.get(1)).stream())
			.map((name) -> name.replaceFirst("\\(.*", ""))
			.filter((name) -> name.matches("[A-Z]\\w+(\\.\\w+)?"))
			.filter((name) -> !ELSEWHERE.contains(name))
			.toList();
		assertThat(names).hasSizeGreaterThan(15).allSatisfy((name) -> {
			int dot = name.indexOf('.');
			Class<?> type = type((dot < 0) ? name : name.substring(0, dot));
			assertThat(type).as(name).isNotNull();
			if (dot >= 0) {
				Stream<Class<?>> types = Stream.concat(Stream.of(type), Arrays.stream(type.getClasses()));
				assertThat(types.flatMap((each) -> Arrays.stream(each.getMethods())).map(Method::getName))
					.contains(name.substring(dot + 1));
			}
		});
	}

	private static Class<?> type(String name) {
		for (String each : PACKAGES) {
			try {
				return Class.forName(each + "." + name, false, MigrationTests.class.getClassLoader());
			}
			catch (ClassNotFoundException ex) {
				// perhaps in the next one
			}
		}
		return null;
	}

}
