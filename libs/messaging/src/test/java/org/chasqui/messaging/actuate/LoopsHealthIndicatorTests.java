package org.chasqui.messaging.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.chasqui.platform.worker.Worker;
import org.chasqui.platform.worker.Worker.Pass;
import org.chasqui.platform.worker.WorkerLoop;
import org.chasqui.platform.worker.WorkerLoop.Backoff;
import org.chasqui.platform.worker.WorkerLoops;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

class LoopsHealthIndicatorTests {

    private static final Duration SHORT = Duration.ofMillis(30);

    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch waiting = new CountDownLatch(1);

    /** Waits, or hangs in a pass. */
    private WorkerLoops loops = new WorkerLoops(List.of(), true);

    @AfterEach
    void stop() {
        release.countDown();
        loops.stop();
    }

    @Test
    void aLoopThatWasNotStartedIsWell() {
        loops = loopsOf(false);

        assertThat(health()).isEqualTo(Status.UP);
    }

    @Test
    void aLoopThatHasWaitedLongIsWell() throws InterruptedException {
        loops = loopsOf(false);
        loops.start();
        assertThat(waiting.await(5, TimeUnit.SECONDS)).isTrue();

        Awaitility.await().until(() -> loops.loops().getFirst().age().compareTo(SHORT.multipliedBy(3)) > 0);

        assertThat(health()).isEqualTo(Status.UP);
    }

    @Test
    void aLoopThatHangsInAPassIsNot() {
        loops = loopsOf(true);
        loops.start();

        Awaitility.await().until(() -> health().equals(Status.DOWN));
    }

    private Status health() {
        return new LoopsHealthIndicator(loops, SHORT).health().getStatus();
    }

    private WorkerLoops loopsOf(boolean hanging) {
        var worker = new Worker() {
            @Override
            public String name() {
                return "a worker";
            }

            @Override
            public Pass runOnce() {
                return hanging ? hang() : Pass.IDLE;
            }

            @Override
            public void awaitWork() throws InterruptedException {
                waiting.countDown();
                release.await();
            }

            private Pass hang() {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return Pass.IDLE;
            }
        };
        return new WorkerLoops(List.of(new WorkerLoop(worker, new Backoff(SHORT, SHORT))), true);
    }
}
