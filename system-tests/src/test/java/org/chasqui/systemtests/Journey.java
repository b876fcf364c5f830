package org.chasqui.systemtests;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that needs nothing but the gateway; takes a {@code Shop}, or a {@code Ledger}, as parameter. It runs against the processes that are started for
 * the tests, or against any running shop: {@code -Dchasqui.gateway=http://localhost:8080}.
 */
@Documented
@ExtendWith(RunningShop.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Journey {}
