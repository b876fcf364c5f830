package org.chasqui.platform.worker;

import java.time.Duration;
import org.chasqui.platform.Trace;
import org.chasqui.platform.worker.Worker.Pass;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one worker in a thread of its own until it is stopped. No failure of a pass ends it. */
public final class WorkerLoop {

    private static final Logger log = LoggerFactory.getLogger(WorkerLoop.class);

    private static final ThreadLocal<WorkerLoop> CURRENT = new ThreadLocal<>();

    private final Worker worker;
    private final Backoff backoff;
    private final WakeUp stop = new WakeUp();
    private volatile @Nullable Thread thread;
    private volatile boolean stopping;
    private volatile boolean waiting;
    private volatile long lastProgress;
    private int failuresInARow;

    public WorkerLoop(Worker worker, Backoff backoff) {
        this.worker = worker;
        this.backoff = backoff;
    }

    public String name() {
        return worker.name();
    }

    /**
     * Reports progress of the calling thread's loop. Without effect outside of a loop.
     *
     * <p>Why: a pass may do many pieces of work, and must not be taken for one that hangs.
     */
    public static void progressed() {
        var loop = CURRENT.get();
        if (loop != null) {
            loop.lastProgress = System.nanoTime();
        }
    }

    /** Time since a pass ended, well or badly, or reported progress; zero for a loop that was not started or was stopped. */
    public Duration age() {
        return thread == null || stopping ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - lastProgress);
    }

    /** Whether the loop waits for work or for the end of a pause, and is not in a pass. */
    public boolean isWaiting() {
        return waiting;
    }

    /** Starts the loop, also again after it was stopped. */
    public void start() {
        stopping = false;
        lastProgress = System.nanoTime();
        thread = Thread.ofPlatform().daemon().name(worker.name()).start(this::run);
    }

    /** Asks the loop to end after the pass that it is in. */
    public void stop() {
        stopping = true;
        stop.call();
    }

    /** Waits for the end of a stopped loop; returns whether it came in time. */
    public boolean awaitEnd(Duration timeout) throws InterruptedException {
        var running = thread;
        return running == null || running.join(timeout);
    }

    /** Interrupts the wait or the statement of a stopped loop. */
    public void interrupt() {
        var running = thread;
        if (running != null) {
            log.warn("{} did not end in time and is interrupted", name());
            running.interrupt();
        }
    }

    private void run() {
        CURRENT.set(this);
        while (!stopping) {
            try {
                runPass();
            } catch (InterruptedException e) {
                // why go on: a stopped loop ends by itself, and any other interrupt was left behind by a handler
                log.debug("{} was interrupted", name(), e);
            }
        }
        end();
    }

    private void end() {
        try {
            worker.stopped();
        } catch (RuntimeException e) {
            log.warn("{} stopped with a failure: {}", name(), e.toString());
        }
    }

    private void runPass() throws InterruptedException {
        var pass = attempt();
        waiting = true;
        try {
            switch (pass) {
                case PROGRESSED -> failuresInARow = 0;
                case IDLE, FINISHED -> {
                    failuresInARow = 0;
                    waitForWork();
                }
                case BLOCKED -> stop.await(backoff.after(++failuresInARow));
            }
        } finally {
            waiting = false;
        }
    }

    private Pass attempt() {
        try {
            return worker.runOnce();
        } catch (Throwable e) {
            // why Throwable: a loop that dies of an error would stop a subscription for good, silently
            report(e);
            return Pass.BLOCKED;
        } finally {
            Trace.leave();
            lastProgress = System.nanoTime();
        }
    }

    private void waitForWork() throws InterruptedException {
        try {
            worker.awaitWork();
        } catch (RuntimeException | Error e) {
            // why no log line: waiting is only a hint, and the pass that follows shows the failure
            stop.await(backoff.initialInterval());
        }
    }

    private void report(Throwable e) {
        try {
            if (failuresInARow == 0) {
                log.warn("{} failed and tries again: {}", name(), e.toString(), e);
            } else {
                log.warn("{} failed {} times in a row: {}", name(), failuresInARow + 1, e.toString());
            }
        } catch (Throwable unreportable) {
            // why ignored: a failure to log a failure must not end the loop either
        }
    }

    /**
     * Pauses that double with each failure in a row.
     *
     * @param initialInterval the first pause
     * @param maxInterval the longest pause
     */
    public record Backoff(Duration initialInterval, Duration maxInterval) {

        private static final int MAX_DOUBLINGS = 20;

        /** @param failures in a row so far, from 1 */
        public Duration after(int failures) {
            var pause = initialInterval.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
            return pause.compareTo(maxInterval) > 0 ? maxInterval : pause;
        }
    }
}
