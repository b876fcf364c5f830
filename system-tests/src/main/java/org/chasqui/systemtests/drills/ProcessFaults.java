package org.chasqui.systemtests.drills;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.Shop;

/** Services that die, and services that stand still and wake up. */
final class ProcessFaults {

    private static final Duration HELD_LIMIT = Duration.ofSeconds(20);

    /** PostgreSQL ends a transaction whose process stands still; it says so in its log. */
    private static final String ENDED_BY_THE_SERVER = "terminating connection due to idle-in-transaction timeout";

    /** Written in transactions of commands, of consumers, and of sequencers. */
    private static final Map<Service, List<String>> TABLES = Map.of(
            Service.USERS_COMMANDS, List.of("users", "messaging.stream_head"),
            Service.USERS_QUERIES, List.of("user_view"),
            Service.PRODUCTS_COMMANDS, List.of("product", "messaging.stream_head"),
            Service.PRODUCTS_QUERIES, List.of("product_view"),
            Service.ORDERS_COMMANDS, List.of("orders", "messaging.stream_head"),
            Service.ORDERS_QUERIES, List.of("order_view"));

    private ProcessFaults() {}

    static void killOne(DrillRound round) {
        kill(round, any(round));
    }

    static void kill(DrillRound round, Service service) {
        round.processes().kill(service);
        round.load().goOnFor(Duration.ofMillis(500));
        round.count("services killed", 1);
        round.require(round.invariants().stockViolations().isEmpty(), "the stock is right at every moment");
        theOthersAnswer(round, service);
    }

    static void killAll(DrillRound round) {
        round.count("services killed", round.processes().killAll());
        round.load().goOnFor(Duration.ofMillis(500));
    }

    /** Wherever it is just then; with six services and many rounds also in the middle of things. */
    static void stop(DrillRound round) {
        var service = any(round);
        round.processes().freeze(service);
        round.count("stopped", 1);
        round.holdFault();
        round.processes().resume(service);
    }

    /**
     * A service is stopped while its transaction waits for a table that we have locked. The server carries the statement out, waits ten
     * seconds for the next, and rolls back; the process wakes up and finds that its commit is refused.
     */
    static void stopInTransaction(DrillRound round) throws SQLException {
        var service = any(round);
        var tables = TABLES.getOrDefault(service, List.of());
        long ended = timesLogged(round);
        try (var lock = round.invariants().of(service).connect();
                var statement = lock.createStatement()) {
            lock.setAutoCommit(false);
            statement.execute("LOCK TABLE %s IN SHARE MODE"
                    .formatted(tables.get(round.random().nextInt(tables.size()))));
            Eventually.eventually(HELD_LIMIT, () -> waiting(round, service), count -> count > 0);
            round.processes().freeze(service);
            lock.rollback();
        }
        round.holdFault();
        round.processes().resume(service);
        round.count("transactions of a stopped process ended by the server", timesLogged(round) - ended);
    }

    private static long timesLogged(DrillRound round) {
        return round.processes()
                .log("postgres")
                .lines()
                .filter(line -> line.contains(ENDED_BY_THE_SERVER))
                .count();
    }

    private static long waiting(DrillRound round, Service service) {
        return round.invariants().asAdministrator(service).number("""
                SELECT count(*) FROM pg_stat_activity
                WHERE wait_event_type = 'Lock' AND datname = '%s' AND application_name = '%s'
                """.formatted(service.database(), service.id()));
    }

    /** Lists of the query services need nobody but their own service. */
    private static void theOthersAnswer(DrillRound round, Service killed) {
        for (var service : List.of(Service.USERS_QUERIES, Service.PRODUCTS_QUERIES, Service.ORDERS_QUERIES)) {
            int status = statusOfList(round.shop(), service);
            round.require(
                    service == killed ? List.of(502, 503, 504).contains(status) : status == 200,
                    "while %s is away, %s answers %d".formatted(killed, service, status));
        }
    }

    private static int statusOfList(Shop shop, Service service) {
        return shop.get("/api-queries/" + service.id().replace("-queries", "") + "?limit=1")
                .status();
    }

    static Map<Service, Long> pids(ShopProcesses processes) {
        return Arrays.stream(Service.values()).collect(Collectors.toMap(Function.identity(), processes::pid));
    }

    private static Service any(DrillRound round) {
        var services = Service.values();
        return services[round.random().nextInt(services.length)];
    }
}
