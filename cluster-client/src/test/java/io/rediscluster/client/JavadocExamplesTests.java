package io.rediscluster.client;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The code blocks of the Javadoc compile as they stand.
 */
class JavadocExamplesTests {

	private static final Path SOURCES = Path.of("src/main/java/io/rediscluster/client");

	private static final Pattern BLOCK = Pattern.compile("<pre class=\"code\">(.*?)</pre>", Pattern.DOTALL);

	@TempDir
	private Path classes;

	static Stream<Arguments> examples() throws IOException {
		List<Arguments> examples = new ArrayList<>();
		try (Stream<Path> files = Files.walk(SOURCES)) {
			for (Path file : files.filter((each) -> each.toString().endsWith(".java")).sorted().toList()) {
				for (String example : examples(Files.readString(file))) {
					examples.add(Arguments.of(file.getFileName().toString(), example));
				}
			}
		}
		return examples.stream();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("examples")
	void everyExampleCompiles(String file, String example) throws IOException {
		assertThat(errors(example)).as(file).isEmpty();
	}

	@Test
	void anExampleThatDoesNotCompileWouldBeNoticed() throws IOException {
		assertThat(errors("client.execute(\"GET\").asNothing();")).isNotEmpty();
	}

	private static List<String> examples(String source) {
		List<String> examples = new ArrayList<>();
		Matcher matcher = BLOCK.matcher(source);
		while (matcher.find()) {
			examples.add(matcher.group(1)
				.replaceAll("(?m)^\\s*\\* ?", "")
				.replace("&lt;", "<")
				.replace("&gt;", ">")
				.replace("&#064;", "@")
				.replace("&amp;", "&"));
		}
		return examples;
	}

	private List<String> errors(String example) throws IOException {
		String source = """
				import io.rediscluster.client.*;
				import io.rediscluster.client.topology.*;
				import java.time.Duration;
				import java.util.*;
				class Example {
				// what examples leave to the reader
				String token;
				void handle(String text) {}
				void run(%s) throws Exception {
				%s
				}
				}
				""".formatted(example.contains("var client") ? "" : "ClusterClient client", example);
		DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		compiler
			.getTask(null, null, diagnostics,
					List.of("-proc:none", "-classpath", classPath, "-d", this.classes.toString()), null,
					List.of(new SourceText(source)))
			.call();
		return diagnostics.getDiagnostics()
			.stream()
			.filter((each) -> each.getKind() == Diagnostic.Kind.ERROR)
			.map(Object::toString)
			.toList();
	}

	private static final class SourceText extends SimpleJavaFileObject {

		private final String text;

		SourceText(String text) {
			super(URI.create("string:///Example.java"), Kind.SOURCE);
			this.text = text;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.text;
		}

	}

}
