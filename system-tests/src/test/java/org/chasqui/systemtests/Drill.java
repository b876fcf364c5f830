package org.chasqui.systemtests;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that disturbs the system's processes or looks into its databases; takes a {@code Shop}, {@code ShopProcesses},
 * {@code Invariants} or all of them as a {@code DrillEnvironment} as parameters. It leaves everything running. Skipped where {@code chasqui.gateway} names a shop that is not ours.
 */
@Documented
@ExtendWith(RunningShop.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Drill {}
