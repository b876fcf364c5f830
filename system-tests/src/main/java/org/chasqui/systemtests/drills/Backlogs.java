package org.chasqui.systemtests.drills;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.chasqui.systemtests.load.BulkUsers;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.shop.Eventually;

/** Makes subscribers slow, or lets them fall far behind. */
final class Backlogs {

    private static final int EVENTS = 200_000;
    private static final Duration CATCH_UP_LIMIT = Duration.ofMinutes(20);

    private Backlogs() {}

    /** Imports users while a subscriber is down. When it starts again, it reads from its source's log what did not fit into Redis. */
    static void farBehind(DrillRound round) {
        var invariants = round.invariants();
        round.processes().kill(Service.USERS_QUERIES);
        long memory = invariants.redis().info("used_memory");
        BulkUsers.insert(invariants, EVENTS);
        var others = Eventually.eventually(
                CATCH_UP_LIMIT, () -> invariants.lag(Service.ORDERS_COMMANDS, "users"), lag -> lag < 100);
        long behind = invariants.lag(Service.USERS_QUERIES, "users");
        round.count("events behind", behind);
        round.measure("lag of another subscriber meanwhile", Long.toString(others));

        long start = System.nanoTime();
        round.processes().restart(Service.USERS_QUERIES);
        var samples = new Samples(() -> invariants.redis().info("used_memory"));
        Eventually.eventually(
                CATCH_UP_LIMIT,
                () -> {
                    samples.take();
                    return invariants.lag(Service.USERS_QUERIES, "users");
                },
                lag -> lag < 100);
        double seconds = (System.nanoTime() - start) / 1e9;
        round.measure("caught up", "%,.0f events a second, start included".formatted(behind / seconds));
        long grown = samples.max() - memory;
        round.measure("growth of Redis' memory at most", "%,d KiB".formatted(grown / 1024));
        round.require(grown < 16L << 20, "a list has a bounded length, but Redis took %,d bytes more".formatted(grown));
    }

    /** Makes each batch of one subscriber a second slower. Other subscribers of the same stream must not become slower. */
    static void slowBesideQuick(DrillRound round) {
        var invariants = round.invariants();
        var slow = invariants.of(Service.ORDERS_QUERIES);
        slow.execute("""
                CREATE FUNCTION messaging.dawdle() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_sleep(1); RETURN NULL; END $$;
                CREATE TRIGGER dawdle AFTER UPDATE OF position ON messaging.subscription
                FOR EACH ROW WHEN (NEW.name LIKE 'orders.%') EXECUTE FUNCTION messaging.dawdle()""");
        try {
            var slowest = new Samples(() -> invariants.lag(Service.ORDERS_QUERIES, "orders"));
            var quick = new Samples(() -> invariants.lag(Service.PRODUCTS_COMMANDS, "orders"));
            long end = System.nanoTime() + round.hold().toNanos();
            while (System.nanoTime() < end) {
                round.load().runFor(Duration.ofMillis(100));
                slowest.take();
                quick.take();
            }
            round.count("events that the slow one was behind at most", slowest.max());
            round.measure("median lag of the quick one beside it", Long.toString(quick.median()));
            round.require(
                    quick.median() * 4 < slowest.max(),
                    "the quick one is not held up, but was %d behind".formatted(quick.median()));
        } finally {
            slow.execute("DROP FUNCTION messaging.dawdle() CASCADE");
        }
    }

    /** Samples of a value. */
    private static final class Samples {

        private final LongSupplier value;
        private final List<Long> seen = new ArrayList<>();

        Samples(LongSupplier value) {
            this.value = value;
        }

        void take() {
            seen.add(value.getAsLong());
        }

        long max() {
            return seen.stream().mapToLong(Long::longValue).max().orElse(0);
        }

        long median() {
            return seen.stream().sorted().skip(seen.size() / 2).findFirst().orElse(0L);
        }
    }
}
