package org.chasqui.systemtests.drills;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.chasqui.systemtests.books.Books;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.Names;

/** Subscribers that are far behind, or slow. */
final class Backlogs {

    private static final int EVENTS = 200_000;
    private static final Duration CATCH_UP_LIMIT = Duration.ofMinutes(20);

    private Backlogs() {}

    /** Users come in bulk while a subscriber is down; it finds what Redis has no room for in its source's log. */
    static void farBehind(Scene scene) {
        var books = scene.books();
        scene.processes().kill(Service.USERS_QUERIES);
        long memory = books.queues().info("used_memory");
        importUsers(books);
        var others = Eventually.eventually(
                CATCH_UP_LIMIT, () -> lag(books, Service.ORDERS_COMMANDS, "users"), lag -> lag < 100);
        long behind = lag(books, Service.USERS_QUERIES, "users");
        scene.count("events behind", behind);
        scene.measure("lag of another subscriber meanwhile", Long.toString(others));

        long start = System.nanoTime();
        scene.processes().restart(Service.USERS_QUERIES);
        var peak = new Peak(() -> books.queues().info("used_memory"));
        Eventually.eventually(
                CATCH_UP_LIMIT,
                () -> {
                    peak.look();
                    return lag(books, Service.USERS_QUERIES, "users");
                },
                lag -> lag < 100);
        double seconds = (System.nanoTime() - start) / 1e9;
        scene.measure("caught up", "%,.0f events a second, start included".formatted(behind / seconds));
        long grown = peak.most() - memory;
        scene.measure("most memory of Redis above the quiet shop's", "%,d KiB".formatted(grown / 1024));
        scene.require(grown < 16L << 20, "a list has a bounded length, but Redis took %,d bytes more".formatted(grown));
    }

    /** In one statement, as a bulk import of the service's own would: the rows, and with each its event. */
    private static void importUsers(Books books) {
        var prefix = "bulk-" + Names.unique();
        for (int from = 0; from < EVENTS; from += EVENTS / 10) {
            books.of(Service.USERS_COMMANDS).execute("""
                    WITH made AS (
                        INSERT INTO users (version, username, username_key)
                        SELECT 1, '%1$s-' || n, '%1$s-' || n FROM generate_series(%2$d, %3$d) n
                        RETURNING id, username)
                    INSERT INTO messaging.event_log (event_id, type, aggregate_type, aggregate_id, aggregate_version,
                                                     schema_version, payload)
                    SELECT gen_random_uuid(), 'user.created.v1', 'user', id, 1, 1,
                           jsonb_build_object('id', id, 'username', username, 'firstName', NULL, 'lastName', NULL)
                    FROM made
                    """.formatted(prefix, from + 1, from + EVENTS / 10));
        }
    }

    /** Each batch of one subscriber takes a second longer; the others of the same stream must not notice. */
    static void slowBesideQuick(Scene scene) {
        var books = scene.books();
        var slow = books.of(Service.ORDERS_QUERIES);
        slow.execute("""
                CREATE FUNCTION messaging.dawdle() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_sleep(1); RETURN NULL; END $$;
                CREATE TRIGGER dawdle AFTER UPDATE OF position ON messaging.subscription
                FOR EACH ROW WHEN (NEW.name LIKE 'orders.%') EXECUTE FUNCTION messaging.dawdle()""");
        try {
            var slowest = new Peak(() -> lag(books, Service.ORDERS_QUERIES, "orders"));
            var quick = new Peak(() -> lag(books, Service.PRODUCTS_COMMANDS, "orders"));
            long end = System.nanoTime() + scene.hold().toNanos();
            while (System.nanoTime() < end) {
                scene.load().goOnFor(Duration.ofMillis(100));
                slowest.look();
                quick.look();
            }
            scene.count("events that the slow one was behind at most", slowest.most());
            scene.measure("median lag of the quick one beside it", Long.toString(quick.median()));
            scene.require(
                    quick.median() * 4 < slowest.most(),
                    "the quick one is not held up, but was %d behind".formatted(quick.median()));
        } finally {
            slow.execute("DROP FUNCTION messaging.dawdle() CASCADE");
        }
    }

    private static long lag(Books books, Service subscriber, String stream) {
        var source = Service.valueOf(stream.toUpperCase(Locale.ROOT) + "_COMMANDS");
        long head = books.of(source).number("SELECT sum(position) FROM messaging.stream_head");
        return head
                - books.of(subscriber)
                        .number("SELECT sum(position) FROM messaging.subscription WHERE name LIKE '" + stream + ".%'");
    }

    /** The values that something had when it was looked at. */
    private static final class Peak {

        private final LongSupplier value;
        private final List<Long> seen = new ArrayList<>();

        Peak(LongSupplier value) {
            this.value = value;
        }

        void look() {
            seen.add(value.getAsLong());
        }

        long most() {
            return seen.stream().mapToLong(Long::longValue).max().orElse(0);
        }

        long median() {
            return seen.stream().sorted().skip(seen.size() / 2).findFirst().orElse(0L);
        }
    }
}
