package org.chasqui.platform.worker;

import java.time.Duration;
import org.chasqui.platform.Trace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one worker in a thread of its own until it is told to stop. No failure of a pass ends it. */
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
    private int setbacks;

    public WorkerLoop(Worker worker, Backoff backoff) {
        this.worker = worker;
        this.backoff = backoff;
    }

    public String name() {
        return worker.name();
    }

    /**
     * Says that the pass of the calling thread's loop gets on: what it has done so far need not be done again. Without effect where no loop
     * runs.
     *
     * <p>Why: a pass may do much, one piece after the other, and must not be taken for one that hangs.
     */
    public static void progressed() {
        var loop = CURRENT.get();
        if (loop != null) {
            loop.lastProgress = System.nanoTime();
        }
    }

    /** How long ago a pass ended, well or badly, or said that it gets on; zero for a loop that has not been started or was told to stop. */
    public Duration age() {
        return thread == null || stopping ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - lastProgress);
    }

    /** Whether it waits for work or for the end of a pause, however long, rather than being in a pass. */
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

    /** Waits for the end of a loop that was told to stop; returns whether it came in time. */
    public boolean awaitEnd(Duration patience) throws InterruptedException {
        var running = thread;
        return running == null || running.join(patience);
    }

    /** Breaks off the wait or the statement that a loop, told to stop, is in. */
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
                // why go on: only who was told to stop is interrupted, and an interrupt that a handler left behind
                // means nothing here
                log.debug("{} was interrupted", name(), e);
            }
        }
        end();
    }

    private void end() {
        try {
            worker.stopped();
        } catch (RuntimeException e) {
            log.warn("{} stopped, but not in order: {}", name(), e.toString());
        }
    }

    private void runPass() throws InterruptedException {
        var pass = attempt();
        waiting = true;
        try {
            switch (pass) {
                case PROGRESSED -> setbacks = 0;
                case IDLE, FINISHED -> {
                    setbacks = 0;
                    waitForWork();
                }
                case BLOCKED -> stop.await(backoff.after(++setbacks));
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
            // why no more: waiting is only a hint; what is wrong shows in the pass that follows
            stop.await(backoff.shortest());
        }
    }

    private void report(Throwable e) {
        try {
            if (setbacks == 0) {
                log.warn("{} failed and tries again: {}", name(), e.toString(), e);
            } else {
                log.warn("{} failed {} times in a row: {}", name(), setbacks + 1, e.toString());
            }
        } catch (Throwable unreportable) {
            // why nothing: a failure to report a failure must not end the loop either
        }
    }
}
