package io.rediscluster.spring.data;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The rules that keep this module what it is.
 */
@AnalyzeClasses(packages = "io.rediscluster.spring", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule itWorksWithoutSpringBoot = noClasses().should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.boot..", "io.micrometer..");

	@ArchTest
	static final ArchRule itUsesThePublicFaceOfTheClientOnly = noClasses().should()
		.dependOnClassesThat()
		.resideInAPackage("io.rediscluster.client.internal..");

	@ArchTest
	static final ArchRule itNeedsNoOtherDriver = noClasses().should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.lettuce..", "redis.clients..", "org.springframework.data.redis.connection.lettuce..",
				"org.springframework.data.redis.connection.jedis..");

	/**
	 * A factory that is reactive, too, would make the cache write without waiting and
	 * take the place of the blocking health check.
	 */
	@ArchTest
	static final ArchRule itIsNotReactive = noClasses().should()
		.dependOnClassesThat()
		.haveSimpleNameStartingWith("Reactive");

	@ArchTest
	static final ArchRule packagesHaveNoCycles = slices().matching("io.rediscluster.spring.(**)")
		.should()
		.beFreeOfCycles();

	@ArchTest
	static final ArchRule nothingIsPrinted = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

	@ArchTest
	static final ArchRule nothingIsSynchronized = methods().should().notHaveModifier(JavaModifier.SYNCHRONIZED);

}
