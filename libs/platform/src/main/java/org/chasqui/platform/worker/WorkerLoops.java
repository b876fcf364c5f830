package org.chasqui.platform.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.SmartLifecycle;

/** Starts the loops with the service and drains them when it stops: the pass at hand is finished, no new one begins. */
public final class WorkerLoops implements SmartLifecycle {

    /**
     * Below the web server's phases, so that loops are the last to stop: the events of the last requests are still published.
     */
    public static final int PHASE = DEFAULT_PHASE - 4096;

    /** For all loops together, twice: both times fit into the phase of a shutdown. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final List<WorkerLoop> loops;
    private final boolean autostart;
    private final Duration timeout;
    private volatile boolean running;

    public WorkerLoops(List<WorkerLoop> loops, boolean autostart) {
        this(loops, autostart, STOP_TIMEOUT);
    }

    WorkerLoops(List<WorkerLoop> loops, boolean autostart, Duration timeout) {
        this.loops = List.copyOf(loops);
        this.autostart = autostart;
        this.timeout = timeout;
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
            var late = awaitEnd(loops);
            late.forEach(WorkerLoop::interrupt);
            awaitEnd(late);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running = false;
    }

    /** @return the loops that have not ended in time */
    private List<WorkerLoop> awaitEnd(List<WorkerLoop> stopped) throws InterruptedException {
        var deadline = System.nanoTime() + timeout.toNanos();
        var late = new ArrayList<WorkerLoop>();
        for (var loop : stopped) {
            if (!loop.awaitEnd(Duration.ofNanos(deadline - System.nanoTime()))) {
                late.add(loop);
            }
        }
        return late;
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
