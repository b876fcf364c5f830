package org.chasqui.messaging.runtime;

import java.time.Duration;
import java.util.List;
import org.springframework.context.SmartLifecycle;

/** Starts the loops with the service and drains them when it stops: the pass at hand is finished, no new one begins. */
public final class WorkerLoops implements SmartLifecycle {

    /**
     * Below the web server's phases, so that loops are the last to stop: what the last requests wrote is still published.
     */
    public static final int PHASE = DEFAULT_PHASE - 4096;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final List<WorkerLoop> loops;
    private final boolean autostart;
    private volatile boolean running;

    public WorkerLoops(List<WorkerLoop> loops, boolean autostart) {
        this.loops = List.copyOf(loops);
        this.autostart = autostart;
    }

    public List<WorkerLoop> loops() {
        return loops;
    }

    @Override
    public void start() {
        running = true;
        loops.forEach(WorkerLoop::start);
    }

    @Override
    public void stop() {
        loops.forEach(WorkerLoop::stop);
        try {
            for (var loop : loops) {
                loop.awaitEnd(PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public boolean isAutoStartup() {
        return autostart;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
