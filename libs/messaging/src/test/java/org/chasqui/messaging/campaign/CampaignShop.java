package org.chasqui.messaging.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.chasqui.messaging.fixtures.MessagingDatabase;
import org.chasqui.messaging.fixtures.RedisConnections;
import org.chasqui.messaging.queue.QueueName;
import org.chasqui.testing.RedisServer;
import org.chasqui.testing.TestServers;

/** The servers of the shop: a database for each service and one Redis; and what must be true in them. */
final class CampaignShop implements AutoCloseable {

    static final int PRODUCTS = 5;

    private static final String TABLES = """
            CREATE TABLE applied (
                subscription text    NOT NULL,
                generation   integer NOT NULL,
                event_id     text    NOT NULL,
                PRIMARY KEY (subscription, generation, event_id)
            );
            CREATE TABLE product (
                id       bigint PRIMARY KEY,
                version  bigint  NOT NULL,
                stock    integer NOT NULL CHECK (stock >= 0),
                initial  integer NOT NULL,
                restocked integer NOT NULL DEFAULT 0,
                revision bigint  NOT NULL DEFAULT 0,
                state    text    NOT NULL DEFAULT 'offered'
            );
            CREATE TABLE reservation (
                purchase bigint PRIMARY KEY,
                product  bigint  NOT NULL,
                quantity integer NOT NULL,
                state    text    NOT NULL
            );
            CREATE TABLE purchase (
                id       bigint PRIMARY KEY,
                version  bigint  NOT NULL,
                product  bigint  NOT NULL,
                quantity integer NOT NULL,
                state    text    NOT NULL
            );
            CREATE TABLE seen_product (
                id       bigint PRIMARY KEY,
                version  bigint  NOT NULL,
                product  bigint  NOT NULL,
                quantity integer NOT NULL,
                state    text    NOT NULL,
                revision bigint  NOT NULL
            );
            CREATE TABLE seen_reservation (LIKE seen_product INCLUDING ALL);
            CREATE TABLE seen_order (LIKE seen_product INCLUDING ALL)
            """;

    /** All positions with the ids of their events; one with two ids comes twice. */
    private static final String HISTORY = """
            SELECT first_position + nth AS position,
                   encode(substring(event_ids FROM nth * 16 + 1 FOR 16), 'hex')::uuid::text AS event
            FROM messaging.event_history CROSS JOIN generate_series(0, octet_length(event_ids) / 16 - 1) AS nth
            UNION SELECT position, event_id::text FROM messaging.event_log WHERE position IS NOT NULL
            """;

    /** Up to where the log is compacted. */
    private static final String COMPACTED = """
            SELECT coalesce(max(first_position + octet_length(event_ids) / 16 - 1), 0) AS compacted FROM messaging.event_history
            """;

    private static final String EMPTY = """
            TRUNCATE messaging.event_log, messaging.event_history, messaging.stream_head, messaging.subscription, messaging.dead_letter,
                     messaging.replayed, applied, product, reservation, purchase, seen_product, seen_reservation, seen_order RESTART IDENTITY
            """;

    private final Map<CampaignService, MessagingDatabase> databases = new EnumMap<>(CampaignService.class);
    private final RedisServer redis = TestServers.startRedis();
    private final RedisConnections link = RedisConnections.to(redis);

    /** Event ids by stream and position, as they were seen: they must stay. */
    private final Map<String, Map<Long, String>> seen = new HashMap<>();

    /** The rows of the views at the last check. */
    private Map<String, Long> shown = Map.of();

    CampaignShop() {
        for (var service : CampaignService.values()) {
            var database = MessagingDatabase.in(TestServers.postgres().createDatabase());
            database.jdbc().execute(TABLES);
            databases.put(service, database);
        }
    }

    /** Empties everything, and puts products into the store. */
    void open(java.util.Random random) {
        seen.clear();
        shown = Map.of();
        databases.values().forEach(database -> database.observer().execute(EMPTY));
        redis.commands().configSet("maxmemory", "0");
        redis.commands().flushall();
        redis.commands().scriptFlush();
        for (var id = 1; id <= PRODUCTS; id++) {
            var stock = random.nextInt(3, 25);
            database(CampaignService.PRODUCTS)
                    .observer()
                    .update("INSERT INTO product (id, version, stock, initial) VALUES (?, 0, ?, ?)", id, stock, stock);
        }
    }

    MessagingDatabase database(CampaignService service) {
        return java.util.Objects.requireNonNull(databases.get(service));
    }

    /** Runs it as another process, whatever transactions the calling thread has open. */
    void apart(Runnable action) {
        var outermost = action;
        for (var database : databases.values()) {
            var inner = outermost;
            outermost = () -> database.apart(inner);
        }
        outermost.run();
    }

    RedisServer redis() {
        return redis;
    }

    RedisConnections link() {
        return link;
    }

    /** Every subscription of the shop. */
    static List<QueueName> subscriptions() {
        return java.util.Arrays.stream(CampaignService.values())
                .flatMap(service ->
                        service.consumed().stream().map(stream -> QueueName.of(stream, service.subscriber())))
                .toList();
    }

    static CampaignService subscriber(QueueName name) {
        return CampaignService.valueOf(name.subscriber().toUpperCase(java.util.Locale.ROOT));
    }

    // --- what must be true

    /**
     * I1 and I2: positions are 1 to head, each given once and for ever, whether the log still has the event or only its id; what the log
     * has of an aggregate is in the order of its versions, without gaps, from the first version on or from the newest that was compacted.
     */
    void checkLog(String stream) {
        var database = database(CampaignService.publishing(stream));
        var head = database.number("SELECT coalesce(max(position), 0) FROM messaging.stream_head");
        assertThat(database.number("SELECT count(*) FROM (%s) AS history".formatted(HISTORY)))
                .as("I1 %s: positions given", stream)
                .isEqualTo(head);
        assertThat(database.number("SELECT coalesce(max(position), 0) FROM (%s) AS history".formatted(HISTORY)))
                .as("I1 %s: head", stream)
                .isEqualTo(head);
        var known = seen.computeIfAbsent(stream, name -> new HashMap<>());
        history(stream)
                .forEach((position, event) -> assertThat(known.computeIfAbsent(position, p -> event))
                        .as("I1 %s: event at %d", stream, position)
                        .isEqualTo(event));
        assertThat(database.number("""
                        SELECT count(*) FROM (
                            SELECT position, aggregate_version, lag(aggregate_version) OVER (
                                PARTITION BY aggregate_type, aggregate_id ORDER BY position) AS previous
                            FROM messaging.event_log WHERE position IS NOT NULL) AS pair
                        CROSS JOIN (%s) AS history
                        WHERE aggregate_version <> coalesce(
                            previous + 1, CASE WHEN position <= compacted THEN aggregate_version ELSE 1 END)
                           OR (position <= compacted AND previous IS NOT NULL)
                        """.formatted(COMPACTED)))
                .as("I2 %s: events out of order, missing, or left by compaction", stream)
                .isZero();
    }

    /** I3: an event for each committed version that compaction has not removed, and no other. */
    void checkEventsOfChanges() {
        checkEventsOfVersions(CampaignService.PRODUCTS, "product", "WHERE aggregate_type = 'product'");
        checkEventsOfVersions(CampaignService.ORDERS, "purchase", "");
        assertThat(database(CampaignService.PRODUCTS).number("""
                        SELECT count(*) FROM reservation FULL JOIN (
                            SELECT aggregate_id AS purchase FROM messaging.event_log WHERE aggregate_type = 'reservation') AS log
                        USING (purchase) WHERE reservation.state IS NULL OR log.purchase IS NULL
                        """))
                .as("I3 reservations without an event")
                .isZero();
    }

    private void checkEventsOfVersions(CampaignService service, String table, String events) {
        assertThat(database(service).number("""
                        SELECT count(*) FROM %1$s FULL JOIN (
                            SELECT aggregate_id AS id, max(aggregate_version) AS version,
                                   min(aggregate_version) - 1 + count(*) AS events
                            FROM messaging.event_log %2$s GROUP BY 1) AS log USING (id)
                        WHERE coalesce(%1$s.version, -1) <> coalesce(log.version, 0)
                           OR coalesce(%1$s.version, -1) <> coalesce(log.events, 0)
                        """.formatted(table, events)))
                .as("I3 rows of %s whose events are not their versions", table)
                .isZero();
    }

    /** I4: at offset c exactly the events up to c have been applied in this generation, or set aside. I5 is a primary key. */
    void checkApplied(QueueName name) {
        var database = database(subscriber(name));
        var row = database.observer()
                .queryForList(
                        "SELECT position, last_event_id, generation FROM messaging.subscription WHERE name = ?",
                        name.toString());
        if (row.isEmpty()) {
            return;
        }
        var offset = (Long) row.getFirst().get("position");
        var history = history(name.stream());
        var passed = upTo(offset, history);
        var applied = new TreeSet<>(database.observer()
                .queryForList(
                        "SELECT event_id FROM applied WHERE subscription = ? AND generation = ?",
                        String.class,
                        name.toString(),
                        row.getFirst().get("generation")));
        var aside = new HashSet<>(database.observer()
                .queryForList(
                        "SELECT event_id FROM messaging.dead_letter WHERE subscription = ?",
                        String.class,
                        name.toString()));
        assertThat(passed)
                .as("I4 %s: applied and given a position up to %d", name, offset)
                .containsAll(applied);
        var missing = upTo(offset, log(name.stream()));
        missing.removeAll(applied);
        missing.removeAll(superseded(name));
        assertThat(aside)
                .as("I4 %s: in the log, and neither applied nor set aside up to %d", name, offset)
                .containsAll(missing);
        assertThat(row.getFirst().get("last_event_id"))
                .as("%s: id at %d", name, offset)
                .isIn(offset == 0 ? List.of(row.getFirst().get("last_event_id")) : List.of(history.get(offset)));
    }

    private static Set<String> upTo(long offset, Map<Long, String> events) {
        var passed = new TreeSet<String>();
        events.forEach((position, event) -> {
            if (position <= offset) {
                passed.add(event);
            }
        });
        return passed;
    }

    /** Events that a rebuild has kept from the handler, since what it shows is newer. */
    private Set<String> superseded(QueueName name) {
        if (!name.subscriber().equals("views")) {
            return Set.of();
        }
        var versions = versionsShown();
        var superseded = new HashSet<String>();
        database(CampaignService.publishing(name.stream()))
                .observer()
                .queryForList("""
                        SELECT event_id::text AS event, aggregate_type || ' ' || aggregate_id AS aggregate, aggregate_version AS version
                        FROM messaging.event_log
                        """)
                .forEach(row -> {
                    if (versions.getOrDefault(String.valueOf(row.get("aggregate")), 0L) > (Long) row.get("version")) {
                        superseded.add((String) row.get("event"));
                    }
                });
        return superseded;
    }

    /** A row of a view, and its version. */
    Map<String, Long> versionsShown() {
        var versions = new HashMap<String, Long>();
        database(CampaignService.VIEWS)
                .observer()
                .queryForList("""
                        SELECT 'product ' || id AS thing, version FROM seen_product
                        UNION ALL SELECT 'reservation ' || id, version FROM seen_reservation
                        UNION ALL SELECT 'order ' || id, version FROM seen_order
                        """)
                .forEach(row -> versions.put((String) row.get("thing"), (Long) row.get("version")));
        return versions;
    }

    /** I16: what was shown once is shown for ever, and never in an older version, also during a rebuild. */
    void checkNothingGoesBack() {
        var now = versionsShown();
        shown.forEach((thing, version) -> assertThat(now.getOrDefault(thing, 0L))
                .as("I16 version of %s that is shown", thing)
                .isGreaterThanOrEqualTo(version));
        shown = now;
    }

    /** I9: nothing is sold that is not there, and nothing gets lost. */
    void checkStock() {
        assertThat(database(CampaignService.PRODUCTS).number("""
                        SELECT count(*) FROM product WHERE stock < 0 OR stock <> initial + restocked - coalesce(
                            (SELECT sum(quantity) FROM reservation WHERE reservation.product = product.id AND state = 'reserved'), 0)
                        """))
                .as("I9 products whose stock is not what is left")
                .isZero();
    }

    /** I10: an order is what its reservation says, and open only as long as there is none. */
    void checkDecisions(boolean atRest) {
        var reservations = new HashMap<Object, Object>();
        database(CampaignService.PRODUCTS)
                .observer()
                .queryForList("SELECT purchase, state FROM reservation")
                .forEach(row -> reservations.put(row.get("purchase"), row.get("state")));
        for (var order : database(CampaignService.ORDERS).observer().queryForList("SELECT id, state FROM purchase")) {
            var decision = reservations.get(order.get("id"));
            var expected =
                    "reserved".equals(decision) ? "completed" : "refused".equals(decision) ? "failed" : "processing";
            if (atRest || !"processing".equals(order.get("state"))) {
                assertThat(order.get("state"))
                        .as("I10 order %s with reservation %s", order.get("id"), decision)
                        .isEqualTo(expected);
            }
            if (atRest) {
                assertThat(decision)
                        .as("I10 order %s is undecided", order.get("id"))
                        .isNotNull();
            }
        }
    }

    /** I8: at rest a replica is its source, tombstones included. */
    void checkReplica(String stream) {
        var expected = new TreeMap<String, String>();
        var source = database(CampaignService.publishing(stream)).observer();
        if (stream.equals("orders")) {
            source.queryForList("SELECT id, version, product, quantity, state FROM purchase")
                    .forEach(row -> expected.put(
                            "order " + row.get("id"),
                            "%s %s %s %s 0"
                                    .formatted(
                                            row.get("version"),
                                            row.get("product"),
                                            row.get("quantity"),
                                            row.get("state"))));
        } else {
            source.queryForList("SELECT id, version, stock, state, revision FROM product WHERE version > 0")
                    .forEach(row -> expected.put(
                            "product " + row.get("id"),
                            "%s %s %s %s %s"
                                    .formatted(
                                            row.get("version"),
                                            row.get("id"),
                                            row.get("stock"),
                                            row.get("state"),
                                            row.get("revision"))));
            source.queryForList("SELECT purchase, product, quantity, state FROM reservation")
                    .forEach(row -> expected.put(
                            "reservation " + row.get("purchase"),
                            "1 %s %s %s 0".formatted(row.get("product"), row.get("quantity"), row.get("state"))));
        }
        var actual = new TreeMap<String, String>();
        for (var kind : stream.equals("orders") ? List.of("order") : List.of("product", "reservation")) {
            database(CampaignService.VIEWS)
                    .observer()
                    .queryForList("SELECT * FROM seen_" + kind)
                    .forEach(row -> actual.put(
                            kind + " " + row.get("id"),
                            "%s %s %s %s %s"
                                    .formatted(
                                            row.get("version"),
                                            row.get("product"),
                                            row.get("quantity"),
                                            row.get("state"),
                                            row.get("revision"))));
        }
        assertThat(actual).as("I8 replica of %s", stream).isEqualTo(expected);
    }

    /** Numbered events that the log has, by position. */
    private Map<Long, String> log(String stream) {
        return byPosition(
                stream, "SELECT position, event_id::text AS event FROM messaging.event_log WHERE position IS NOT NULL");
    }

    /** All events that ever got a position. */
    private Map<Long, String> history(String stream) {
        return byPosition(stream, HISTORY);
    }

    private Map<Long, String> byPosition(String stream, String query) {
        var events = new TreeMap<Long, String>();
        database(CampaignService.publishing(stream))
                .observer()
                .queryForList(query)
                .forEach(row -> events.put((Long) row.get("position"), (String) row.get("event")));
        return events;
    }

    Set<String> events(String stream) {
        return new HashSet<>(history(stream).values());
    }

    /** After the source was restored, other events may take positions that were seen. */
    void forgetSeen() {
        seen.clear();
    }

    @Override
    public void close() {
        link.close();
        redis.close();
        databases.values().forEach(MessagingDatabase::close);
    }
}
