package org.chasqui.systemtests.shop;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waiting for what happens by itself: the one place where these tests wait, and never without a limit. */
public final class Eventually {

    /** Long enough for a service to restart on a busy machine; reached only when something is wrong. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    private static final long SHORTEST_STEP = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_STEP = TimeUnit.MILLISECONDS.toNanos(200);

    private Eventually() {}

    /** Repeats an assertion until it holds; at the limit its last failure is thrown. */
    public static void eventually(Runnable assertion) {
        eventually(LIMIT, assertion);
    }

    public static void eventually(Duration limit, Runnable assertion) {
        long start = System.nanoTime();
        for (long step = SHORTEST_STEP; ; step = Math.min(step * 2, LONGEST_STEP)) {
            try {
                assertion.run();
                return;
            } catch (AssertionError | RuntimeException notYet) {
                if (System.nanoTime() - start > limit.toNanos()) {
                    throw notYet;
                }
            }
            pause(step);
        }
    }

    /** Looks again until what it sees is as wished. */
    public static <T> T eventually(Duration limit, Supplier<T> look, Predicate<? super T> wish) {
        long start = System.nanoTime();
        for (long step = SHORTEST_STEP; ; step = Math.min(step * 2, LONGEST_STEP)) {
            T seen = look.get();
            if (wish.test(seen)) {
                return seen;
            }
            if (System.nanoTime() - start > limit.toNanos()) {
                throw new AssertionError("still not as wished after %s: %s".formatted(limit, seen));
            }
            pause(step);
        }
    }

    private static void pause(long nanos) {
        LockSupport.parkNanos(nanos);
        if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("interrupted while waiting");
        }
    }
}
