package org.chasqui.views;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** After a failure, keeps others from failing the same way: for a while nobody may try, then one may. */
final class Breaker {

    private final long pause;
    private final LongSupplier nanoTime;
    private final AtomicLong nextTry = new AtomicLong();
    private volatile boolean open;

    Breaker(Duration pause, LongSupplier nanoTime) {
        this.pause = pause.toNanos();
        this.nanoTime = nanoTime;
    }

    boolean admits() {
        if (!open) {
            return true;
        }
        var now = nanoTime.getAsLong();
        var at = nextTry.get();
        return now - at >= 0 && nextTry.compareAndSet(at, now + pause);
    }

    void failed() {
        nextTry.set(nanoTime.getAsLong() + pause);
        open = true;
    }

    void succeeded() {
        open = false;
    }
}
