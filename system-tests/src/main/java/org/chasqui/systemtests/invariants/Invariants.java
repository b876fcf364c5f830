package org.chasqui.systemtests.invariants;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.chasqui.systemtests.load.Journal;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.PlacedOrder;

/** Audits a shop: checks the invariants in every service's database and in Redis. */
public final class Invariants implements AutoCloseable {

    /** Why one statement: each is a connection of its own, and waiting for rest asks all the time. */
    private static final String PROGRESS = """
            SELECT 'head', stream, position, 'f' FROM messaging.stream_head
            UNION ALL SELECT 'offset', name, position, CASE WHEN rebuilding THEN 't' ELSE 'f' END FROM messaging.subscription
            UNION ALL SELECT 'unnumbered', '', count(*), 'f' FROM messaging.event_log WHERE position IS NULL HAVING count(*) > 0
            """;

    private final Function<Service, Database> databases;
    private final Function<Service, Database> asAdministrator;
    private final RedisProbe redis;

    private Invariants(
            Function<Service, Database> databases, Function<Service, Database> asAdministrator, RedisProbe redis) {
        this.databases = databases;
        this.asAdministrator = asAdministrator;
        this.redis = redis;
    }

    public static Invariants of(ShopProcesses shop) {
        return of(shop, shop.redisUri());
    }

    /** @param redisUri the Redis that the services use, if it is not always the shop's own */
    public static Invariants of(ShopProcesses shop, String redisUri) {
        return new Invariants(
                service -> new Database(shop.databaseUrl(service), service.owner(), shop.ownerPassword(service)),
                service -> new Database(shop.databaseUrl(service), "postgres", shop.administratorPassword()),
                new RedisProbe(redisUri));
    }

    public Database of(Service service) {
        return databases.apply(service);
    }

    /** A service's database as administrator, for faults that end its sessions. */
    public Database asAdministrator(Service service) {
        return asAdministrator.apply(service);
    }

    public RedisProbe redis() {
        return redis;
    }

    @Override
    public void close() {
        redis.close();
    }

    /**
     * Waits until nothing is pending: every event has reached all its subscribers (L1), and every order is decided.
     *
     * @throws AssertionError at the limit; its message lists what is still pending
     */
    public void awaitSettled(Duration limit) {
        Eventually.eventually(limit, this::pending, List::isEmpty);
    }

    /** Lists what is pending, including errors of a server that is restarting. */
    public List<String> pending() {
        try {
            var found = new ArrayList<String>();
            var heads = new HashMap<String, Long>();
            var offsets = new ArrayList<String[]>();
            for (var service : Service.values()) {
                for (var row : of(service).rows(PROGRESS)) {
                    var columns = row.split(" \\| ");
                    long position = Long.parseLong(columns[2]);
                    switch (columns[0]) {
                        case "head" -> heads.put(columns[1], position);
                        case "offset" -> offsets.add(columns);
                        default -> found.add("%s has %d events without position".formatted(service, position));
                    }
                }
            }
            found.addAll(behind(offsets, heads));
            of(Service.ORDERS_COMMANDS)
                    .rows("SELECT count(*) FROM orders WHERE undecided HAVING count(*) > 0")
                    .forEach(count -> found.add(count + " orders are undecided"));
            redis.lengths().forEach((list, length) -> found.add("%s has %d entries".formatted(list, length)));
            return found;
        } catch (Database.DatabaseUnavailable | RedisProbe.RedisUnavailable e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    /** How many numbered events of a stream a service has not applied yet. */
    public long lag(Service subscriber, String stream) {
        var source = Service.valueOf(stream.toUpperCase(Locale.ROOT) + "_COMMANDS");
        long head = of(source).number("SELECT sum(position) FROM messaging.stream_head");
        return head
                - of(subscriber)
                        .number("SELECT sum(position) FROM messaging.subscription WHERE name LIKE '" + stream + ".%'");
    }

    /** Lists violations of the invariants. Call it at rest only. */
    public List<String> violations() {
        var found = new ArrayList<String>(deadLetters());
        InvariantQueries.atRest().forEach(rule -> found.addAll(rule.violations(databases)));
        return found;
    }

    /** Lists violations of the stock. It may be called at any time. */
    public List<String> stockViolations() {
        return InvariantQueries.STOCK.violations(databases);
    }

    /** Lists what customers were promised and did not get. Call it at rest only. */
    public List<String> brokenPromises(Journal journal) {
        var broken = new ArrayList<String>();
        var orders = ordersById();
        journal.orders().forEach((id, placed) -> {
            var kept = orders.getOrDefault(id, "nothing");
            var promised = "%d | %s | ".formatted(placed.user(), lines(placed));
            if (!kept.startsWith(promised)) {
                broken.add("order %d was accepted as %s, but is %s".formatted(id, promised, kept));
            }
        });
        journal.cancelled().stream()
                .filter(id -> !orders.getOrDefault(id, "nothing").endsWith(" | cancelled"))
                .forEach(id -> broken.add("order %d should be cancelled, but is %s".formatted(id, orders.get(id))));
        broken.addAll(lost("user", journal.users(), of(Service.USERS_COMMANDS).rows("SELECT id, version FROM users")));
        broken.addAll(lost(
                "product", journal.products(), of(Service.PRODUCTS_COMMANDS).rows("SELECT id, version FROM product")));
        return broken;
    }

    private static List<String> lost(String what, Map<Long, Long> promised, List<String> rows) {
        var versions = byFirstColumn(rows);
        return promised.entrySet().stream()
                .filter(entry -> Long.parseLong(versions.getOrDefault(entry.getKey(), "0")) < entry.getValue())
                .map(entry -> "%s %d had version %d, but is at %s"
                        .formatted(what, entry.getKey(), entry.getValue(), versions.get(entry.getKey())))
                .toList();
    }

    /** As {@link InvariantQueries#LINES} shows them. */
    private static String lines(PlacedOrder placed) {
        return placed.allLines().stream()
                .map(line -> "%d of %d".formatted(line.quantity(), line.product()))
                .collect(Collectors.joining(", "));
    }

    private Map<Long, String> ordersById() {
        return byFirstColumn(of(Service.ORDERS_COMMANDS)
                .rows("SELECT id, user_id, %s, state FROM orders".formatted(InvariantQueries.LINES)));
    }

    private static Map<Long, String> byFirstColumn(List<String> rows) {
        return rows.stream()
                .map(row -> row.split(" \\| ", 2))
                .collect(Collectors.toMap(row -> Long.parseLong(row[0]), row -> row[1]));
    }

    private static List<String> behind(List<String[]> offsets, Map<String, Long> heads) {
        return offsets.stream()
                .filter(offset -> Long.parseLong(offset[2]) != head(heads, offset[1]) || offset[3].equals("t"))
                .map(offset -> "%s is at %s of %d, rebuilding: %s"
                        .formatted(offset[1], offset[2], head(heads, offset[1]), offset[3]))
                .toList();
    }

    /** The name of a subscription begins with its stream and ends with its subscriber: {@code orders.0.orders-queries}. */
    private static long head(Map<String, Long> heads, String subscription) {
        return heads.getOrDefault(subscription.substring(0, subscription.indexOf('.')), 0L);
    }

    private List<String> deadLetters() {
        return Arrays.stream(Service.values())
                .flatMap(service -> of(service)
                        .rows("SELECT subscription, position, error FROM messaging.dead_letter WHERE state = 'open'")
                        .stream())
                .map(row -> "dead letter: " + row)
                .toList();
    }
}
