package org.chasqui.systemtests;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test that needs only the gateway. It can take a {@code Shop} or a {@code Ledger} as parameter. It runs against the shop that the
 * tests start, or against any running shop: {@code -Dchasqui.gateway=http://localhost:8080}, with an administrator's token in the
 * environment, as {@code CHASQUI_TOKEN}, if it is secured.
 */
@Documented
@ExtendWith(RunningShop.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Journey {}
