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

/** Kills services, or stops them for a while (SIGSTOP). */
final class ProcessFaults {

    private static final Duration HELD_LIMIT = Duration.ofSeconds(20);

    /** PostgreSQL logs this when it ends the transaction of a stopped process. */
    private static final String ENDED_BY_THE_SERVER = "terminating connection due to idle-in-transaction timeout";

    /** Tables that transactions of commands, consumers and sequencers write. */
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
        round.load().runFor(Duration.ofMillis(500));
        round.count("services killed", 1);
        round.require(round.invariants().stockViolations().isEmpty(), "the stock must be right at every moment");
        theOthersAnswer(round, service);
    }

    static void killAll(DrillRound round) {
        round.count("services killed", round.processes().killAll());
        round.load().runFor(Duration.ofMillis(500));
    }

    /** Stops a service at a random moment. Over many rounds this also happens in the middle of transactions. */
    static void stop(DrillRound round) {
        var service = any(round);
        round.processes().freeze(service);
        round.count("stopped", 1);
        round.sustainFault();
        round.processes().resume(service);
    }

    /**
     * Stops a service while its transaction waits for a table that this fault has locked. The server executes the statement, waits ten
     * seconds for the next one, and rolls back. The commit of the process fails when it wakes up.
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
        round.sustainFault();
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

    /** Checks the lists of the other query services, which need no service but their own. */
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
