package org.chasqui.systemtests.drills;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.UniqueNames;

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
        importUsers(invariants);
        var others = Eventually.eventually(
                CATCH_UP_LIMIT, () -> lag(invariants, Service.ORDERS_COMMANDS, "users"), lag -> lag < 100);
        long behind = lag(invariants, Service.USERS_QUERIES, "users");
        round.count("events behind", behind);
        round.measure("lag of another subscriber meanwhile", Long.toString(others));

        long start = System.nanoTime();
        round.processes().restart(Service.USERS_QUERIES);
        var samples = new Samples(() -> invariants.redis().info("used_memory"));
        Eventually.eventually(
                CATCH_UP_LIMIT,
                () -> {
                    samples.take();
                    return lag(invariants, Service.USERS_QUERIES, "users");
                },
                lag -> lag < 100);
        double seconds = (System.nanoTime() - start) / 1e9;
        round.measure("caught up", "%,.0f events a second, start included".formatted(behind / seconds));
        long grown = samples.max() - memory;
        round.measure("growth of Redis' memory at most", "%,d KiB".formatted(grown / 1024));
        round.require(grown < 16L << 20, "a list has a bounded length, but Redis took %,d bytes more".formatted(grown));
    }

    /** Inserts the rows and their events in one statement, as a bulk import of the service would. */
    private static void importUsers(Invariants invariants) {
        var prefix = "bulk-" + UniqueNames.unique();
        for (int from = 0; from < EVENTS; from += EVENTS / 10) {
            invariants.of(Service.USERS_COMMANDS).execute("""
                    WITH made AS (
                        INSERT INTO users (version, username, username_key)
                        SELECT 1, '%1$s-' || n, '%1$s-' || n FROM generate_series(%2$d, %3$d) n
                        RETURNING id, username)
                    INSERT INTO messaging.event_log (event_id, type, aggregate_type, aggregate_id, aggregate_version, payload)
                    SELECT gen_random_uuid(), 'user.created.v1', 'user', id, 1,
                           jsonb_build_object('id', id, 'username', username, 'firstName', NULL, 'lastName', NULL)
                    FROM made
                    """.formatted(prefix, from + 1, from + EVENTS / 10));
        }
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
            var slowest = new Samples(() -> lag(invariants, Service.ORDERS_QUERIES, "orders"));
            var quick = new Samples(() -> lag(invariants, Service.PRODUCTS_COMMANDS, "orders"));
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

    private static long lag(Invariants invariants, Service subscriber, String stream) {
        var source = Service.valueOf(stream.toUpperCase(Locale.ROOT) + "_COMMANDS");
        long head = invariants.of(source).number("SELECT sum(position) FROM messaging.stream_head");
        return head
                - invariants
                        .of(subscriber)
                        .number("SELECT sum(position) FROM messaging.subscription WHERE name LIKE '" + stream + ".%'");
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
