package org.chasqui.platform.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.chasqui.platform.worker.Worker.Pass;
import org.chasqui.platform.worker.WorkerLoop.Backoff;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WorkerLoopTests {

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(1), Duration.ofMillis(5));

    /** The next passes; a pass waits until it is told what to do. */
    private final BlockingQueue<Supplier<Pass>> script = new LinkedBlockingQueue<>();

    private final AtomicInteger waits = new AtomicInteger();
    private final AtomicInteger stops = new AtomicInteger();
    private final Scripted worker = new Scripted();
    private final WorkerLoop loop = new WorkerLoop(worker, BACKOFF);

    @AfterEach
    void stop() {
        loops(loop).stop();
    }

    @Test
    void noFailureOfAPassEndsIt() {
        loop.start();

        turn(() -> {
            throw new IllegalStateException("a failure");
        });
        turn(() -> {
            throw new StackOverflowError("an error");
        });
        turn(() -> {
            throw new FailsToBeReported();
        });
        turn(() -> Pass.BLOCKED);
        turn(() -> Pass.PROGRESSED);

        assertTurns();
    }

    /** A handler that has caught an InterruptedException sets the flag again; that must not end the subscription. */
    @Test
    void anInterruptThatNobodyAskedForDoesNotEndIt() {
        loop.start();

        turn(() -> {
            Thread.currentThread().interrupt();
            return Pass.IDLE;
        });
        turn(() -> {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted");
        });

        assertTurns();
    }

    @Test
    void waitsOnlyAfterAnIdlePass() {
        loop.start();

        turn(() -> Pass.PROGRESSED);
        turn(() -> Pass.BLOCKED);
        assertThat(waits).hasValue(0);
        turn(() -> Pass.IDLE);
        turn(() -> Pass.IDLE);
        assertTurns();

        assertThat(waits.get()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aWaitThatFailsDoesNotEndIt() {
        worker.waitFails = true;
        loop.start();

        turn(() -> Pass.IDLE);
        turn(() -> Pass.IDLE);

        assertTurns();
    }

    @Test
    void isToldToStopAndTellsTheWorker() throws InterruptedException {
        loop.start();
        turn(() -> Pass.PROGRESSED);

        loop.stop();
        script.add(() -> Pass.PROGRESSED);
        loop.awaitEnd(Duration.ofSeconds(5));

        assertThat(stops).hasValue(1);
    }

    @Test
    void aPassThatDoesNotEndIsInterruptedWhenItIsToStop() {
        loop.start();
        turn(() -> Pass.PROGRESSED);

        loops(loop).stop();

        assertThat(stops).hasValue(1);
    }

    @Test
    void aWorkerThatCannotStopInOrderIsNoFailureOfTheStop() {
        worker.stopFails = true;
        loop.start();

        loops(loop).stop();

        assertThat(stops).hasValue(1);
    }

    @Test
    @Timeout(30)
    void manyLoopsThatHangAreGivenNoMoreTimeThanOne() throws InterruptedException {
        var deaf = Stream.generate(() -> new WorkerLoop(new Deaf(), BACKOFF))
                .limit(40)
                .toArray(WorkerLoop[]::new);
        var all = new WorkerLoops(List.of(deaf), true, Duration.ofSeconds(1));
        all.start();

        all.stop();

        assertThat(all.isRunning()).isFalse();
        assertThat(deaf[0].awaitEnd(Duration.ZERO)).isFalse();
    }

    /** Spring stops and starts the contexts of tests that it keeps, and those of a restored checkpoint. */
    @Test
    void startsAgainAfterAStop() {
        loop.start();
        turn(() -> Pass.PROGRESSED);
        loops(loop).stop();

        loop.start();

        assertTurns();
    }

    @Test
    void growsOldOnlyWhileAPassLasts() throws InterruptedException {
        assertThat(loop.age()).isZero();
        loop.start();
        var inPass = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        script.add(() -> {
            inPass.countDown();
            await(goOn);
            return Pass.PROGRESSED;
        });
        assertThat(inPass.await(5, TimeUnit.SECONDS)).isTrue();

        var young = loop.age();
        Thread.sleep(5);
        assertThat(loop.age()).isGreaterThanOrEqualTo(young.plusMillis(5));
        assertThat(loop.isWaiting()).isFalse();
        goOn.countDown();
        assertTurns();
    }

    /** Two hundred events one by one, for example, are no reason to restart the service. */
    @Test
    void isYoungAgainWhenItsPassGetsOn() throws Exception {
        var ages = new CompletableFuture<Boolean>();
        loop.start();
        script.add(() -> {
            var begin = System.nanoTime();
            while (System.nanoTime() - begin < 1_000_000) {
                Thread.onSpinWait();
            }
            var piece = System.nanoTime();
            WorkerLoop.progressed();
            var age = loop.age().toNanos();
            ages.complete(age <= System.nanoTime() - piece);
            return Pass.PROGRESSED;
        });

        assertThat(ages.get(5, TimeUnit.SECONDS)).isTrue();
        WorkerLoop.progressed(); // nothing happens where no loop runs
    }

    private static WorkerLoops loops(WorkerLoop... loops) {
        return new WorkerLoops(List.of(loops), true, Duration.ofMillis(20));
    }

    private void assertTurns() {
        turn(() -> Pass.PROGRESSED);
        turn(() -> Pass.PROGRESSED);
    }

    /** Lets the loop make one pass, and returns when it has begun. */
    private void turn(Supplier<Pass> pass) {
        var begun = new CountDownLatch(1);
        script.add(() -> {
            begun.countDown();
            return pass.get();
        });
        await(begun);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(5, TimeUnit.SECONDS)).as("the loop turns").isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static final class FailsToBeReported extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            throw new OutOfMemoryError("no room for a log line");
        }
    }

    /** Ends with the JVM. */
    private static final class Deaf implements Worker {

        @Override
        public String name() {
            return "deaf";
        }

        @Override
        public Pass runOnce() {
            while (true) {
                try {
                    TimeUnit.DAYS.sleep(1);
                } catch (InterruptedException e) {
                    continue;
                }
            }
        }

        @Override
        public void awaitWork() {
            throw new AssertionError("its pass does not end");
        }
    }

    private final class Scripted implements Worker {

        private volatile boolean waitFails;
        private volatile boolean stopFails;

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public Pass runOnce() {
            try {
                return script.take().get();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void awaitWork() throws InterruptedException {
            waits.incrementAndGet();
            if (waitFails) {
                throw new NoClassDefFoundError("an error of the wait");
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }

        @Override
        public void stopped() {
            stops.incrementAndGet();
            if (stopFails) {
                throw new IllegalStateException("the database is away");
            }
        }
    }
}
