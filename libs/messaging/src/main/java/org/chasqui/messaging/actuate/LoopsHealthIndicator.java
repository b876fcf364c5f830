package org.chasqui.messaging.actuate;

import java.time.Duration;
import org.chasqui.platform.worker.WorkerLoop;
import org.chasqui.platform.worker.WorkerLoops;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Down when a loop hangs: none of its passes has ended or reported progress for longer than any timeout explains. Part of liveness. A pass
 * that fails because a server is away still ends, so an outage elsewhere restarts no process.
 */
public final class LoopsHealthIndicator extends AbstractHealthIndicator {

    private static final Duration HANGING = Duration.ofMinutes(2);

    private final WorkerLoops loops;
    private final Duration longestSilence;

    public LoopsHealthIndicator(WorkerLoops loops) {
        this(loops, HANGING);
    }

    LoopsHealthIndicator(WorkerLoops loops, Duration longestSilence) {
        this.loops = loops;
        this.longestSilence = longestSilence;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        var hanging = loops.loops().stream()
                .filter(loop -> !loop.isWaiting() && loop.age().compareTo(longestSilence) > 0)
                .map(WorkerLoop::name)
                .toList();
        health.status(hanging.isEmpty() ? "UP" : "DOWN").withDetail("hanging", hanging);
    }
}
