package io.rediscluster.client;

import java.util.Set;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The rules that keep this module what it is.
 */
@AnalyzeClasses(packages = "io.rediscluster.client", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String ROOT = "io.rediscluster.client";

	private static final String TOPOLOGY = "io.rediscluster.client.topology";

	private static final String EVENT = "io.rediscluster.client.event";

	private static final String INTERNAL = "io.rediscluster.client.internal..";

	@ArchTest
	static final ArchRule itIsPlainJava = classes().should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("io.rediscluster.client..", "java..", "javax.net..", "org.slf4j..",
				"org.apache.commons.pool2..", "org.jspecify..");

	@ArchTest
	static final ArchRule internalPackagesHaveNoCycles = slices().matching("io.rediscluster.client.internal.(*)..")
		.should()
		.beFreeOfCycles();

	@ArchTest
	static final ArchRule topologyAndEventsKnowNothingInternal = noClasses().that()
		.resideInAnyPackage(TOPOLOGY, EVENT)
		.should()
		.dependOnClassesThat()
		.resideInAPackage(INTERNAL);

	@ArchTest
	static final ArchRule theTopologyStandsAlone = noClasses().that()
		.resideInAPackage(TOPOLOGY)
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage(ROOT, EVENT);

	@ArchTest
	static final ArchRule theWireFormatStandsAlone = noClasses().that()
		.resideInAPackage("io.rediscluster.client.internal.resp")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage(ROOT, TOPOLOGY, EVENT);

	@ArchTest
	static final ArchRule connectionsKnowNoCommandsAndNoRouting = noClasses().that()
		.resideInAPackage("io.rediscluster.client.internal.connection")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.rediscluster.client.internal.command", "io.rediscluster.client.internal.execution",
				"io.rediscluster.client.internal.topology");

	@ArchTest
	static final ArchRule publicSignaturesShowNothingInternal = codeUnits().that()
		.areDeclaredInClassesThat()
		.resideInAnyPackage(ROOT, TOPOLOGY, EVENT)
		.and()
		.areDeclaredInClassesThat()
		.arePublic()
		.and()
		.arePublic()
		.should(new ArchCondition<>("have no internal types in their signature") {

			@Override
			public void check(JavaCodeUnit unit, ConditionEvents events) {
				Stream<JavaClass> types = Stream.concat(unit.getReturnType().getAllInvolvedRawTypes().stream(),
						unit.getParameterTypes().stream().flatMap((type) -> type.getAllInvolvedRawTypes().stream()));
				types.filter((type) -> type.getPackageName().startsWith("io.rediscluster.client.internal"))
					.forEach((type) -> events
						.add(SimpleConditionEvent.violated(unit, unit.getFullName() + " shows " + type.getName())));
			}

		});

	@ArchTest
	static final ArchRule nothingIsSynchronized = methods().should().notHaveModifier(JavaModifier.SYNCHRONIZED);

	@ArchTest
	static final ArchRule deadlinesDoNotFollowTheWallClock = noClasses().should()
		.callMethod(System.class, "currentTimeMillis")
		.orShould()
		.dependOnClassesThat()
		.belongToAnyOf(java.time.Instant.class, java.time.Clock.class, java.util.Date.class, java.util.Timer.class);

	@ArchTest
	static final ArchRule nothingIsPrinted = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

	@ArchTest
	static final ArchRule logsGoThroughOneFacade = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

	@ArchTest
	static final ArchRule threadsAreMadeInOnePlace = noClasses().that()
		.doNotHaveFullyQualifiedName("io.rediscluster.client.internal.connection.ClientThreads")
		.should()
		.callConstructor(Thread.class)
		.orShould()
		.callConstructor(Thread.class, Runnable.class)
		.orShould()
		.callConstructor(Thread.class, Runnable.class, String.class);

	@ArchTest
	static final ArchRule classesAreFinalOrMeantToBeExtended = classes().that()
		.areNotInterfaces()
		.and()
		.areNotAnonymousClasses()
		.and()
		.areNotAssignableTo(ClusterClientException.class)
		.should(new ArchCondition<>("be final or abstract") {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				Set<JavaModifier> modifiers = type.getModifiers();
				if (!modifiers.contains(JavaModifier.FINAL) && !modifiers.contains(JavaModifier.ABSTRACT)
						&& !type.isEnum()) {
					events.add(SimpleConditionEvent.violated(type, type.getName() + " is open"));
				}
			}

		});

}
