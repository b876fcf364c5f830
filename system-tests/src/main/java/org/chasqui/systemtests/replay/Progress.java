package org.chasqui.systemtests.replay;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Prints progress, rate and remaining time at intervals. */
final class Progress implements AutoCloseable {

    private static final long INTERVAL = 10; // seconds

    private final long all;
    private final PrintStream out;
    private final long start = System.nanoTime();
    private final AtomicLong done = new AtomicLong();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    private Progress(long all, PrintStream out) {
        this.all = all;
        this.out = out;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // why: it ends with the executor
    static Progress of(long all, PrintStream out) {
        var progress = new Progress(all, out);
        progress.clock.scheduleAtFixedRate(progress::print, INTERVAL, INTERVAL, TimeUnit.SECONDS);
        return progress;
    }

    void step(int lines) {
        done.addAndGet(lines);
    }

    private void print() {
        var sent = done.get();
        var rate = sent / ((System.nanoTime() - start) / 1e9);
        if (rate > 0) {
            var left = Duration.ofSeconds((long) ((all - sent) / rate));
            out.printf(
                    "%,d of %,d lines, %,.0f a second, %d min %02d s left%n",
                    sent, all, rate, left.toMinutes(), left.toSecondsPart());
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
