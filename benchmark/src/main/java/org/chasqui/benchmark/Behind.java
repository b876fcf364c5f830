package org.chasqui.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.function.Predicate;
import org.chasqui.systemtests.invariants.Database;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.load.BulkUsers;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Eventually;

/**
 * How fast a subscriber applies what it has missed, and rebuilds. It is users-queries, which misses the events of users that are imported
 * into the database of users-commands, one event each; the stream's other subscribers have stopped.
 */
final class Behind {

    private static final Duration LIMIT = Duration.ofMinutes(20);

    private static final String REBUILDING = "SELECT count(*) FROM messaging.subscription WHERE rebuilding";
    private static final String REBUILT_PER_SECOND = """
            SELECT (position / extract(epoch FROM clock_timestamp() - rebuild_begun_at))::bigint FROM messaging.subscription
            """;

    private Behind() {}

    static void measure(Bench bench) {
        var shop = bench.subject().processes();
        var invariants = bench.subject().invariants();
        shop.stop(Service.ORDERS_COMMANDS);
        shop.stop(Service.ORDERS_QUERIES);
        var applied = new ArrayList<Double>();
        var rebuilt = new ArrayList<Double>();
        for (int round = 0; round < bench.plan().rounds(); round++) {
            applied.add(catchUp(shop, invariants, bench.plan().behind()));
            rebuilt.add(rebuild(shop, invariants.of(Service.USERS_QUERIES)));
        }
        bench.add(Figure.rate("behind", applied, null));
        bench.add(Figure.rate("rebuild", rebuilt, null));
        bench.close(); // what is measured next needs few users, and all services
    }

    private static double catchUp(ShopProcesses shop, Invariants invariants, int events) {
        var users = invariants.of(Service.USERS_COMMANDS);
        long before = users.number("SELECT max(id) FROM users");
        shop.stop(Service.USERS_QUERIES);
        BulkUsers.insert(invariants, events);
        Eventually.eventually(
                LIMIT,
                () -> users.number("SELECT count(*) FROM messaging.event_log WHERE position IS NULL"),
                Predicate.isEqual(0L));
        shop.restart(Service.USERS_QUERIES);
        Eventually.eventually(LIMIT, () -> invariants.lag(Service.USERS_QUERIES, "users"), Predicate.isEqual(0L));
        // why by the commits of the rows: whoever asks meanwhile takes of the time of those who work
        return invariants.of(Service.USERS_QUERIES).number("""
                SELECT (count(*) / extract(epoch FROM max(at) - min(at)))::bigint
                FROM (SELECT pg_xact_commit_timestamp(xmin) AS at FROM user_view WHERE id > %d) AS rows
                """.formatted(before));
    }

    private static double rebuild(ShopProcesses shop, Database views) {
        shop.call("rebuild", Service.USERS_QUERIES.id(), "users");
        Eventually.eventually(LIMIT, () -> views.number(REBUILDING), Predicate.isEqual(0L));
        return views.number(REBUILT_PER_SECOND);
    }
}
