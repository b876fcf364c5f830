package org.chasqui.http.waiting;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.chasqui.platform.worker.WakeUp;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Lets requests wait for versions of things. A waiting request is woken by the commit that brings the version, if that happens in this
 * instance, and else finds it when it next looks, which it does ever less often. It holds nothing but its own thread.
 */
public final class VersionWaits {

    private final ConcurrentMap<Thing, Set<WakeUp>> waiting = new ConcurrentHashMap<>();
    private final int most;
    private final Semaphore places;
    private final Duration pollInterval;

    private record Thing(String kind, long id) {}

    /**
     * @param most requests that may wait at the same time
     * @param pollInterval pause between the first two looks; each further one is twice as long
     */
    VersionWaits(int most, Duration pollInterval) {
        this.most = most;
        places = new Semaphore(most);
        this.pollInterval = pollInterval;
    }

    /** Wakes whoever waits for these things, as soon as the transaction of the caller is committed. */
    public void changed(String kind, Collection<Long> ids) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                ids.forEach(id -> wake(new Thing(kind, id)));
            }
        });
    }

    /**
     * Waits until the thing has the version. Looks at least once, after it has made sure to be woken by what comes later.
     *
     * @param look gives what is there if it is new enough; it must not hold a connection beyond its return
     * @throws ReplicaBehind if the deadline passes before
     * @throws TooManyWaiters if there is no place to wait, at once
     */
    public <T> T await(String kind, long id, MinVersion version, Deadline deadline, Supplier<Optional<T>> look) {
        if (!places.tryAcquire()) {
            throw new TooManyWaiters();
        }
        var thing = new Thing(kind, id);
        var wakeUp = new WakeUp();
        begin(thing, wakeUp);
        try {
            return poll(wakeUp, deadline, look).orElseThrow(() -> new ReplicaBehind(kind, id, version));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReplicaBehind(kind, id, version);
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
            pause = pause.multipliedBy(2); // why: it comes late or never, and many may wait for it
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
        Gauge.builder("chasqui.waits.waiting", this, VersionWaits::waiting)
                .description("Requests that wait for a version at this moment")
                .register(registry);
    }

    private int waiting() {
        return most - places.availablePermits();
    }

    /** Things that somebody waits for. */
    public int thingsAwaited() {
        return waiting.size();
    }
}
