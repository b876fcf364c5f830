package org.chasqui.platform.worker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.chasqui.platform.worker.Worker.Pass;

/** Work that nothing announces: the worker looks for it from time to time. */
public final class PeriodicWorker implements Worker {

    /** Not the interval: a loop that is to stop ends its wait first, and the service waits for it. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(1);

    private final String name;
    private final Duration interval;
    private final Supplier<Pass> pass;
    private final WakeUp wakeUp = new WakeUp();
    private final AtomicLong due;

    private PeriodicWorker(String name, Duration firstAfter, Duration interval, Supplier<Pass> pass) {
        this.name = name;
        this.interval = interval;
        this.pass = pass;
        due = new AtomicLong(System.nanoTime() + firstAfter.toNanos());
    }

    /**
     * @param interval how long to wait after a pass that made no progress; the first pass comes as long after the start
     * @param pass does one pass; one that makes progress is followed by another at once
     */
    public static PeriodicWorker every(Duration interval, String name, Supplier<Pass> pass) {
        return new PeriodicWorker(name, interval, interval, pass);
    }

    /** As {@link #every}, but the first pass comes with the start. */
    public static PeriodicWorker atOnceAndEvery(Duration interval, String name, Supplier<Pass> pass) {
        return new PeriodicWorker(name, Duration.ZERO, interval, pass);
    }

    /** Brings the next pass forward; after one that is under way there is another. */
    public void callNow() {
        due.set(System.nanoTime());
        wakeUp.call();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Pass runOnce() {
        var begun = due.get();
        if (System.nanoTime() - begun < 0) {
            return Pass.IDLE;
        }
        var found = pass.get();
        if (found != Pass.PROGRESSED) {
            due.compareAndSet(begun, System.nanoTime() + interval.toNanos());
        }
        return found;
    }

    @Override
    public void awaitWork() throws InterruptedException {
        wakeUp.await(MAX_WAIT);
    }
}
