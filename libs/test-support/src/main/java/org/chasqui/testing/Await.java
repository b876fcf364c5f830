package org.chasqui.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waiting for a server: short steps, a limit, and the server's log when it is reached. */
final class Await {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration STEP = Duration.ofMillis(10);

    private Await() {}

    static void end(ServerProcess process) {
        until(process, "a server did not end", () -> !process.isRunning());
    }

    /** Waits until the server answers; fails at once if it ends instead. */
    static void answer(ServerProcess process, Callable<Boolean> answers) {
        until(process, "a server does not answer on port " + process.port(), () -> {
            if (!process.isRunning()) {
                throw new ServerEnded(process.logTail());
            }
            return answers.call();
        });
    }

    private static void until(ServerProcess process, String complaint, Callable<Boolean> condition) {
        try {
            Awaitility.await().atMost(LIMIT).pollInterval(STEP).until(condition);
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException(complaint + ":\n" + process.logTail(), e);
        }
    }

    /** A server ended while it was being started, for example because another process took its port. */
    static final class ServerEnded extends RuntimeException {
        ServerEnded(String log) {
            super("a server ended while it was being started:\n" + log);
        }
    }
}
