package org.chasqui.platform.worker;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Tells a waiting loop that there is work. Any number of calls before it wakes count as one, and none is lost. */
public final class WakeUp {

    private final Semaphore calls = new Semaphore(0);

    public void call() {
        calls.release();
    }

    /**
     * Returns at the first call since the last return, or after the time.
     *
     * @return whether there was a call
     */
    public boolean await(Duration timeout) throws InterruptedException {
        var called = calls.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS);
        if (called) {
            calls.drainPermits();
        }
        return called;
    }
}
