package org.chasqui.http.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.chasqui.http.versions.VersionWaits.Deadline;
import org.chasqui.http.versions.VersionWaits.ReplicaBehind;
import org.chasqui.http.versions.VersionWaits.TooManyWaiters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

class VersionWaitsTests {

    private static final Duration NEVER = Duration.ofHours(1);
    private static final Deadline LATE = Deadline.in(Duration.ofSeconds(30));

    private final AtomicLong version = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();

    @AfterEach
    void clear() {
        TransactionSynchronizationManager.clear();
    }

    @Test
    void endWithTheCommitThatBringsTheVersion() throws Exception {
        var waits = new VersionWaits(1, NEVER);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var found = executor.submit(() -> await(waits, 7, 2, LATE));
            untilLookedAt(1);

            version.set(1);
            commit(waits, "thing", 7L);
            version.set(2);
            commit(waits, "thing", 7L);

            assertThat(found.get(20, TimeUnit.SECONDS)).isEqualTo(2);
        }
        assertThat(waiting(waits)).isZero();
    }

    @Test
    void missNoCommitBetweenTheirLookAndTheirWait() {
        var waits = new VersionWaits(1, NEVER);

        var found = waits.await("thing", 7, "7", new MinVersion(1), LATE, () -> {
            var before = look(1).get();
            version.set(1);
            commit(waits, "thing", 7L);
            return before;
        });

        assertThat(found).isEqualTo(1);
        assertThat(looks).hasValue(2);
    }

    @Test
    void areNotDisturbedByCommitsOfOtherThings() {
        var waits = new VersionWaits(1, NEVER);

        assertThatExceptionOfType(ReplicaBehind.class)
                .isThrownBy(() ->
                        waits.await("thing", 7, "7", new MinVersion(1), Deadline.in(Duration.ofMillis(200)), () -> {
                            commit(waits, "thing", 8L);
                            commit(waits, "other", 7L);
                            return look(1).get();
                        }))
                .withMessage("Version 1 of thing 7 has not arrived here yet.");
        assertThat(looks).hasValueLessThanOrEqualTo(2); // the first, and the last if time was left for one
    }

    @Test
    void findWhatAnotherInstanceHasBrought() {
        var waits = new VersionWaits(1, Duration.ofMillis(1));

        var found = waits.await("thing", 7, "7", new MinVersion(3), LATE, () -> {
            version.incrementAndGet();
            return look(3).get();
        });

        assertThat(found).isEqualTo(3);
    }

    @Test
    void lookOnceIfTheCallerDoesNotWait() {
        var waits = new VersionWaits(1, NEVER);

        assertThatExceptionOfType(ReplicaBehind.class).isThrownBy(() -> await(waits, 7, 1, Deadline.in(Duration.ZERO)));
        assertThat(looks).hasValue(1);
        assertThat(waiting(waits)).isZero();
    }

    @Test
    void areRefusedAtOnceWhereThereAreTooMany() throws Exception {
        var waits = new VersionWaits(2, NEVER);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var one = executor.submit(() -> await(waits, 7, 1, LATE));
            var two = executor.submit(() -> await(waits, 8, 1, LATE));
            untilLookedAt(2);

            assertThatExceptionOfType(TooManyWaiters.class).isThrownBy(() -> await(waits, 9, 1, LATE));
            assertThat(looks).hasValue(2);

            version.set(1);
            commit(waits, "thing", 7L, 8L);
            assertThat(one.get(20, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(two.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        }
        assertThat(await(waits, 9, 1, LATE)).isEqualTo(1);
    }

    @Test
    void wakeAllWhoWaitForTheSameThing() throws Exception {
        var waits = new VersionWaits(9, NEVER);
        var done = new CountDownLatch(5);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 5; i++) {
                executor.execute(() -> {
                    await(waits, 7, 1, LATE);
                    done.countDown();
                });
            }
            untilLookedAt(5);
            version.set(1);
            commit(waits, "thing", 7L);
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(waiting(waits)).isZero();
    }

    private long await(VersionWaits waits, long id, long wanted, Deadline deadline) {
        return waits.await("thing", id, String.valueOf(id), new MinVersion(wanted), deadline, look(wanted));
    }

    private Supplier<Optional<Long>> look(long wanted) {
        return () -> {
            var found = Optional.of(version.get()).filter(it -> it >= wanted);
            looks.incrementAndGet();
            return found;
        };
    }

    private static double waiting(VersionWaits waits) {
        var registry = new SimpleMeterRegistry();
        waits.bindTo(registry);
        return registry.get("chasqui.version.waits").gauge().value();
    }

    private void untilLookedAt(int times) {
        Awaitility.await().until(() -> looks.get() >= times);
    }

    private static void commit(VersionWaits waits, String kind, Long... ids) {
        TransactionSynchronizationManager.initSynchronization();
        waits.changed(kind, List.of(ids));
        TransactionSynchronizationManager.getSynchronizations().forEach(TransactionSynchronization::afterCommit);
        TransactionSynchronizationManager.clearSynchronization();
    }
}
