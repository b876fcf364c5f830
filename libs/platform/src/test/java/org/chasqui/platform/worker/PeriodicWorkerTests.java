package org.chasqui.platform.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.chasqui.platform.worker.Worker.Pass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PeriodicWorkerTests {

    private static final Duration NEVER = Duration.ofDays(1);

    private final Deque<Pass> passes = new ArrayDeque<>();

    @Test
    void waitsForItsFirstPassAsForEveryOther() {
        var worker = worker(NEVER, Pass.PROGRESSED);

        assertThat(worker.runOnce()).isEqualTo(Pass.IDLE);
        assertThat(passes).hasSize(1);
    }

    @Test
    void goesOnAtOnceForAsLongAsItMakesProgress() {
        var worker = worker(Duration.ZERO, Pass.PROGRESSED, Pass.PROGRESSED, Pass.IDLE);

        assertThat(worker.runOnce()).isEqualTo(Pass.PROGRESSED);
        assertThat(worker.runOnce()).isEqualTo(Pass.PROGRESSED);
        assertThat(worker.runOnce()).isEqualTo(Pass.IDLE);
        assertThat(passes).isEmpty();
    }

    @Test
    void mayBeginWithThePassThatOthersWaitFor() {
        passes.add(Pass.IDLE);
        var worker = PeriodicWorker.atOnceAndEvery(NEVER, "redrive", passes::remove);

        assertThat(worker.runOnce()).isEqualTo(Pass.IDLE);
        assertThat(worker.runOnce()).isEqualTo(Pass.IDLE);
        assertThat(passes).isEmpty();
    }

    @Test
    @Timeout(60)
    void doesItsPassAtOnceWhenItIsCalled() throws InterruptedException {
        var worker = worker(NEVER, Pass.IDLE);

        worker.callNow();
        worker.awaitWork();

        assertThat(worker.runOnce()).isEqualTo(Pass.IDLE);
        assertThat(passes).isEmpty();
    }

    @Test
    void doesAnotherPassIfItIsCalledDuringOne() {
        passes.addAll(List.of(Pass.IDLE, Pass.IDLE));
        var called = new AtomicReference<PeriodicWorker>();
        called.set(PeriodicWorker.atOnceAndEvery(NEVER, "compaction", () -> {
            called.get().callNow();
            return passes.remove();
        }));

        called.get().runOnce();
        called.get().runOnce();

        assertThat(passes).isEmpty();
    }

    /** Ten minutes between two passes once meant that every stop of a service waited for five seconds, and interrupted. */
    @Test
    @Timeout(60)
    void doesNotHoldUpAStopWhileItWaitsForItsTime() throws InterruptedException {
        worker(NEVER).awaitWork();
    }

    private PeriodicWorker worker(Duration interval, Pass... passes) {
        this.passes.addAll(List.of(passes));
        return PeriodicWorker.every(interval, "sweeper", this.passes::remove);
    }
}
