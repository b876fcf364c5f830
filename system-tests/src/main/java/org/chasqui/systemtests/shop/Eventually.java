package org.chasqui.systemtests.shop;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.pollinterval.IterativePollInterval;
import org.awaitility.pollinterval.PollInterval;

/** Waits for what happens by itself: the one place where these tests wait, and never without a limit. */
public final class Eventually {

    /** Long enough for a service to restart on a busy machine; reached only when something is wrong. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);
    private static final PollInterval PAUSES = IterativePollInterval.iterative(Eventually::next, Duration.ofMillis(5));

    private Eventually() {}

    /** Repeats an assertion until it holds; at the limit it fails with the last failure. */
    public static void eventually(Runnable assertion) {
        eventually(LIMIT, assertion);
    }

    public static void eventually(Duration limit, Runnable assertion) {
        within(limit).ignoreExceptions().untilAsserted(assertion::run);
    }

    /** Repeats a look until the value is as wished; at the limit it fails with the last value. */
    public static <T> T eventually(Duration limit, Supplier<T> look, Predicate<? super T> wish) {
        return within(limit).until(look::get, wish);
    }

    /** The first look is at once, and every look in the caller's thread; Awaitility alone would ignore an interrupt. */
    private static ConditionFactory within(Duration limit) {
        return Awaitility.await()
                .atMost(limit)
                .pollDelay(Duration.ZERO)
                .pollInterval(PAUSES)
                .pollInSameThread()
                .failFast(
                        "interrupted while waiting",
                        () -> Thread.currentThread().isInterrupted());
    }

    private static Duration next(Duration pause) {
        var twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }
}
