package io.rediscluster.spring.data;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.rediscluster.spring.data.CommandFamilySuite.Mode;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs a {@link CommandFamilySuite} once with direct and once with pipelined commands.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass
@EnumSource(Mode.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(120)
@interface InBothModes {

}
