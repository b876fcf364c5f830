package org.chasqui.systemtests;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test that disturbs the system's processes or reads its databases. It can take a {@code Shop}, {@code ShopProcesses}, {@code
 * Invariants}, or all of them in a {@code DrillEnvironment}, as parameters. It leaves everything running. It is skipped if {@code
 * chasqui.gateway} names another shop.
 */
@Documented
@ExtendWith(RunningShop.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Drill {}
