package org.chasqui.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.Shop;

/**
 * Compares a test's accepted requests with the shop's new events and rows. Each event carries the trace of the request that caused it, and
 * each row is the newest event of its aggregate. Every event and every row must therefore belong to an accepted request. (An event without
 * a trace follows from several events at once, such as the stock after some orders, and not from a request.) If the databases of the shop
 * are not accessible, the ledger only counts.
 */
public final class Ledger {

    private static final Duration REST = Duration.ofSeconds(90);

    private final Shop shop;
    private final Optional<Invariants> invariants;
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();
    private final Map<Service, Long> newest = new EnumMap<>(Service.class);

    Ledger(Shop shop, Optional<Invariants> invariants) {
        this.shop = shop.observedBy(this::note);
        this.invariants = invariants;
        invariants.ifPresent(this::begin);
    }

    /** The shop whose answers this ledger records. */
    public Shop shop() {
        return shop;
    }

    /** Waits until the shop is at rest, and compares. */
    public void assertThatNothingElseHappened() {
        assertThat(refused).as("refused requests").hasPositiveValue();
        assertThat(accepted).as("accepted requests").isNotEmpty();
        invariants.ifPresent(open -> {
            open.awaitSettled(REST);
            publishers()
                    .forEach(service -> assertThat(unexplained(open, service))
                            .as("events of %s that no accepted request caused", service)
                            .isEmpty());
            assertThat(open.violations()).isEmpty();
            System.out.printf(
                    "System tests: %d requests refused, %d accepted; these have %s new events, and no other has any%n",
                    refused.get(),
                    accepted.size(),
                    publishers().stream()
                            .collect(Collectors.toMap(service -> service, service -> newEvents(open, service))));
        });
    }

    private void begin(Invariants open) {
        open.awaitSettled(REST); // why: pending work of an earlier test would belong to no request here
        publishers().forEach(service -> newest.put(service, newestEvent(open, service)));
    }

    private void note(Answer answer) {
        if (answer.isAccepted()) {
            answer.header("X-Request-Id").ifPresent(accepted::add);
        } else {
            refused.incrementAndGet();
        }
    }

    private List<String> unexplained(Invariants open, Service service) {
        return open.of(service).rows("""
            SELECT substr(traceparent, 4, 32), type, aggregate_id, aggregate_version
            FROM messaging.event_log WHERE seq > %d AND traceparent IS NOT NULL
            """.formatted(newest.get(service))).stream()
                .filter(event -> !accepted.contains(event.split(" \\| ", 2)[0]))
                .toList();
    }

    private long newEvents(Invariants open, Service service) {
        return open.of(service).number("SELECT count(*) FROM messaging.event_log WHERE seq > " + newest.get(service));
    }

    private static long newestEvent(Invariants open, Service service) {
        return open.of(service).number("SELECT coalesce(max(seq), 0) FROM messaging.event_log");
    }

    private static List<Service> publishers() {
        return Arrays.stream(Service.values()).filter(Service::publishes).toList();
    }
}
