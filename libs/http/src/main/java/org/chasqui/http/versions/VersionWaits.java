package org.chasqui.http.versions;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.chasqui.platform.Refusal;
import org.chasqui.platform.worker.WakeUp;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.validation.annotation.Validated;

/**
 * Lets requests wait for versions of things. The commit that brings the version wakes the requests that wait for it in the same instance;
 * those in others find it when they look again, which they do less and less often. A waiting request holds nothing but its own thread.
 */
public final class VersionWaits {

    private final ConcurrentMap<Thing, Set<WakeUp>> waiting = new ConcurrentHashMap<>();
    private final Semaphore places;
    private final Duration pollInterval;

    private record Thing(String kind, long id) {}

    /**
     * @param maxRequests requests that may wait at the same time
     * @param pollInterval pause between the first two looks; each further one is twice as long
     */
    VersionWaits(int maxRequests, Duration pollInterval) {
        places = new Semaphore(maxRequests);
        this.pollInterval = pollInterval;
    }

    /** Wakes the requests that wait for these things, as soon as the transaction of the caller is committed. */
    public void changed(String kind, Collection<Long> ids) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                ids.forEach(id -> wake(new Thing(kind, id)));
            }
        });
    }

    /**
     * Waits until the thing has the version. It looks at least once, after it has registered to be woken by later commits.
     *
     * @param name of the thing, as callers know it
     * @param look gives what is there if it is new enough; it must not hold a connection beyond its return
     * @throws ReplicaBehind if the deadline passes before
     * @throws TooManyWaiters at once, if no further request may wait
     */
    public <T> T await(
            String kind, long id, String name, MinVersion version, Deadline deadline, Supplier<Optional<T>> look) {
        if (!places.tryAcquire()) {
            throw new TooManyWaiters();
        }
        var thing = new Thing(kind, id);
        var wakeUp = new WakeUp();
        begin(thing, wakeUp);
        try {
            return poll(wakeUp, deadline, look).orElseThrow(() -> new ReplicaBehind(kind, name, version));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReplicaBehind(kind, name, version);
        } finally {
            end(thing, wakeUp);
            places.release();
        }
    }

    private <T> Optional<T> poll(WakeUp wakeUp, Deadline deadline, Supplier<Optional<T>> look)
            throws InterruptedException {
        var found = look.get();
        var pause = pollInterval;
        for (var left = deadline.left(); found.isEmpty() && left.isPositive(); left = deadline.left()) {
            wakeUp.await(left.compareTo(pause) < 0 ? left : pause);
            found = look.get();
            pause = pause.multipliedBy(2); // why: the version comes late or never, and many may wait for it
        }
        return found;
    }

    private void begin(Thing thing, WakeUp wakeUp) {
        waiting.compute(thing, (key, others) -> {
            var all = others == null ? new HashSet<WakeUp>() : new HashSet<>(others);
            all.add(wakeUp);
            return all;
        });
    }

    private void end(Thing thing, WakeUp wakeUp) {
        waiting.computeIfPresent(thing, (key, all) -> {
            var others = new HashSet<>(all);
            others.remove(wakeUp);
            return others.isEmpty() ? null : others;
        });
    }

    private void wake(Thing thing) {
        waiting.getOrDefault(thing, Set.of()).forEach(WakeUp::call);
    }

    void bindTo(MeterRegistry registry) {
        Gauge.builder("chasqui.version.waits", this, VersionWaits::waiting)
                .description("Requests that wait for a version at this moment")
                .register(registry);
    }

    private int waiting() {
        return waiting.values().stream().mapToInt(Set::size).sum();
    }

    /**
     * A moment in the future.
     *
     * @param nanoTime by the clock of {@link System#nanoTime()}
     */
    public record Deadline(long nanoTime) {

        public static Deadline in(Duration time) {
            return new Deadline(System.nanoTime() + time.toNanos());
        }

        /** Time that is left, zero or less if there is none. */
        public Duration left() {
            return Duration.ofNanos(nanoTime - System.nanoTime());
        }
    }

    /** The version that a client needs has not arrived in the time that it was ready to wait. */
    public static final class ReplicaBehind extends Refusal {

        public ReplicaBehind(String what, String name, MinVersion version) {
            super(
                    "replica-behind",
                    Kind.NOT_YET,
                    "Version %d of %s %s has not arrived here yet.".formatted(version.value(), what, name));
        }
    }

    /** So many requests wait for versions that no further one may. */
    public static final class TooManyWaiters extends Refusal {

        public TooManyWaiters() {
            super(
                    "too-many-waiters",
                    Kind.NOT_YET,
                    "Too many requests wait already for versions that have not arrived.");
        }
    }

    /**
     * @param maxRequests requests of an instance that may wait for a version at the same time, 0 to 10,000
     * @param pollInterval when a waiting request first looks again, since another instance may have applied the event; each further pause
     *     is twice as long
     */
    @Validated
    @ConfigurationProperties("chasqui.version-waits")
    public record VersionWaitProperties(
            @DefaultValue("200") @Min(0) @Max(10_000) int maxRequests,
            @DefaultValue("50ms") @DurationMin(millis = 1) Duration pollInterval) {}
}
