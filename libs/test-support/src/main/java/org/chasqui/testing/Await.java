package org.chasqui.testing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for a server: short steps, a limit, and a message when it is reached. */
final class Await {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long STEP = TimeUnit.MILLISECONDS.toNanos(10);

    private Await() {}

    static void until(BooleanSupplier condition, Supplier<String> complaint) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                throw new IllegalStateException(complaint.get());
            }
            LockSupport.parkNanos(STEP);
        }
    }

    static void end(ServerProcess process) {
        until(() -> !process.isRunning(), () -> "a server did not end:\n" + process.logTail());
    }

    /** Waits until the server answers; fails at once if it ends instead. */
    static void answer(ServerProcess process, BooleanSupplier answers) {
        until(
                () -> {
                    if (!process.isRunning()) {
                        throw new ServerEnded(process.logTail());
                    }
                    return answers.getAsBoolean();
                },
                () -> "a server does not answer on port %d:%n%s".formatted(process.port(), process.logTail()));
    }

    /** A server ended while it was being started, for example because somebody else took its port. */
    static final class ServerEnded extends RuntimeException {
        ServerEnded(String log) {
            super("a server ended while it was being started:\n" + log);
        }
    }
}
