package org.chasqui.orders.queries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.orders.queries.Streams.product;
import static org.chasqui.orders.queries.Streams.user;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.messaging.Rule;
import org.chasqui.messaging.consumer.Consumers;
import org.chasqui.messaging.queue.Entry;
import org.chasqui.messaging.queue.Offset;
import org.chasqui.platform.worker.Worker;
import org.chasqui.platform.worker.Worker.Pass;
import org.chasqui.testing.TestDatabase;
import org.chasqui.testing.UsesServers;
import org.chasqui.testing.lists.ListPages;
import org.chasqui.testing.messaging.Upstream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The summary is what a scan of the orders would find, on whatever way they came. */
@SpringBootTest(properties = "messaging.autostart=false")
@AutoConfigureMockMvc
@UsesServers
@Import(Streams.class)
class OrderSummaryIT {

    private static final List<String> STATES = List.of("processing", "completed", "failed", "cancelled");

    private static final String REASON = "insufficient-stock";

    @Autowired
    private Streams streams;

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TestDatabase database;

    @Autowired
    private JsonMapper json;

    @Autowired
    private List<Rule> rules;

    @Autowired
    private List<Worker> workers;

    @Autowired
    private Consumers consumers;

    /** An order in some version. */
    private record Sample(
            long id,
            long version,
            long user,
            String state,
            String placedAt,
            @Nullable String market,
            List<Line> lines) {

        Sample in(long newVersion, String newState) {
            return new Sample(id, newVersion, user, newState, placedAt, market, lines);
        }

        String event() {
            var only = lines.size() == 1 ? lines.getFirst() : null;
            var data = new HashMap<String, @Nullable Object>();
            data.put("id", id);
            data.put("user", user);
            if (only == null) {
                data.put("lines", lines);
            } else {
                data.put("product", only.product());
                data.put("quantity", only.quantity());
                data.put("value", only.value());
            }
            data.put(
                    "total",
                    lines.stream()
                            .mapToLong(line -> line.quantity() * line.value())
                            .sum());
            data.put("state", state);
            data.put("reason", state.equals("failed") ? REASON : null);
            data.put("market", market);
            data.put("placedAt", Instant.parse(placedAt));
            data.put("updatedAt", Instant.parse(placedAt));
            var type = "order.%s.v%d".formatted(state.equals("processing") ? "placed" : state, only == null ? 2 : 1);
            return Upstream.event(type, "order", id, version, data);
        }
    }

    private record Line(long product, int quantity, long value) {}

    @BeforeEach
    void empty() {
        jdbc.sql("TRUNCATE order_view, order_product, known_user, known_product, pending_rename, order_summary")
                .update();
    }

    @Test
    void countsOrdersByWhatTheyHaveInCommon() {
        streams.users(user(3, 1, "ana"));
        streams.products(product(7, 1, "Quipu"));
        deliver(
                new Sample(1, 1, 3, "completed", "2026-03-01T23:59:59.999Z", "NI/León", List.of(new Line(7, 2, 100))),
                new Sample(2, 1, 3, "processing", "2026-03-02T00:00:00Z", null, List.of(new Line(7, 1, 100))),
                new Sample(3, 1, 4, "completed", "2026-03-02T12:00:00Z", "NI/LEO\u0301N", lines(7, 3, 100, 8, 1, 50)),
                new Sample(4, 1, 4, "failed", "2026-03-02T12:00:00Z", "NI/LEÓN", List.of(new Line(8, 9, 50))),
                new Sample(5, 1, 4, "cancelled", "2026-03-02T12:00:00Z", "DE/Trier", List.of(new Line(8, 9, 50))));

        assertThat(rows("by=day"))
                .containsExactly(
                        "{'day':'2026-03-01','orders':1,'processing':0,'completed':1,'failed':0,'cancelled':0,'units':2,'total':200}",
                        "{'day':'2026-03-02','orders':4,'processing':1,'completed':1,'failed':1,'cancelled':1,'units':4,'total':350}");
        assertThat(rows("by=product"))
                .containsExactly(
                        "{'product':7,'name':'Quipu','orders':3,'processing':1,'completed':2,'failed':0,'cancelled':0,'units':5,'total':500}",
                        "{'product':8,'orders':3,'processing':0,'completed':1,'failed':1,'cancelled':1,'units':1,'total':50}");
        assertThat(rows("by=user"))
                .containsExactly(
                        "{'user':3,'name':'ana','orders':2,'processing':1,'completed':1,'failed':0,'cancelled':0,'units':2,'total':200}",
                        "{'user':4,'orders':3,'processing':0,'completed':1,'failed':1,'cancelled':1,'units':4,'total':350}");
        assertThat(rows("by=market"))
                .containsExactly(
                        "{'market':'DE/Trier','orders':1,'processing':0,'completed':0,'failed':0,'cancelled':1,'units':0,'total':0}",
                        "{'market':'NI/LEO\u0301N','orders':3,'processing':0,'completed':2,'failed':1,'cancelled':0,'units':6,'total':550}",
                        "{'orders':1,'processing':1,'completed':0,'failed':0,'cancelled':0,'units':0,'total':0}");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 2026-01-30 2026-02-01 2026-02-02 2026-03-01",
        "from=2026-02-01, 2026-02-01 2026-02-02 2026-03-01",
        "to=2026-02-01, 2026-01-30 2026-02-01",
        "from=2026-01-31&to=2026-02-28, 2026-02-01 2026-02-02",
        "from=2026-02-03&to=2026-02-28, ''",
        "from=2026-03-01&to=2026-01-01, ''"
    })
    void walksFromDayToDay(String query, String days) {
        var number = 0;
        for (var day : List.of("2026-02-02", "2026-01-30", "2026-03-01", "2026-02-01")) {
            deliver(new Sample(++number, 1, 3, "completed", day + "T08:00:00Z", null, List.of(new Line(7, 1, 1))));
        }

        for (var limit = 1; limit <= 5; limit++) {
            assertThat(String.join(" ", walk("by=day&limit=" + limit + "&" + query, "day")))
                    .isEqualTo(days);
        }
    }

    @Test
    void walksThroughMarketsAndEndsWithTheOrdersOfNone() {
        var number = 0;
        for (var market : new String[] {"NI/León", null, "DE/trier", "NI/Estelí", "NI/LEÓN", "NI/León", "DE/Trier"}) {
            deliver(new Sample(++number, 1, 3, "completed", "2026-02-01T08:00:00Z", market, lines(number)));
        }

        for (var limit = 1; limit <= 5; limit++) {
            assertThat(walk("by=market&limit=" + limit, "market"))
                    .containsExactly("DE/Trier", "NI/Estelí", "NI/León", "");
            assertThat(walk("by=user&limit=" + limit, "user")).containsExactly("3");
            assertThat(walk("by=product&limit=" + limit, "product")).containsExactly("1", "2", "3", "4", "5", "6", "7");
        }
    }

    @Test
    void addsUpTotalsThatTogetherPassALong() {
        deliver(LongStream.rangeClosed(1, 1_100)
                .mapToObj(id -> new Sample(
                        id,
                        1,
                        3,
                        "completed",
                        "2026-02-01T08:00:00Z",
                        null,
                        List.of(new Line(7, 1, 9_007_199_254_740_991L))))
                .toArray(Sample[]::new));

        assertThat(rows("by=product").getFirst()).contains("'total':9907919180215090100}");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isWhatAScanFindsAfterAnyEvents(long seed) {
        var random = new Random(seed);
        var newest = new TreeMap<Long, Sample>();
        for (var batch = 0; batch < 8; batch++) {
            var events = new ArrayList<Sample>();
            for (var number = 0; number < 60; number++) {
                var event = next(random, newest);
                newest.merge(event.id(), event, (a, b) -> b.version() > a.version() ? b : a);
                events.add(event);
            }
            deliver(events.toArray(Sample[]::new));
            assertCounted(newest.values());
        }

        // why without some, and others in older versions: the rebuild removes and replaces those
        var kept = new TreeMap<>(newest);
        streams.startOver("orders");
        newest.values().forEach(order -> {
            if (order.id() % 5 == 0) {
                kept.remove(order.id());
            } else if (order.id() % 5 == 1 && order.version() > 1) {
                kept.put(order.id(), someOrder(random, order.id()));
            }
        });
        deliver(kept.values().toArray(Sample[]::new));
        streams.isRebuilt("orders");

        assertCounted(kept.values());
    }

    @Test
    void staysWhatAScanFindsWhenOrdersAreChangedByHandAndRepaired() {
        var order = someOrder(new Random(1), 1);
        deliver(order, order.in(2, "completed"));

        jdbc.sql("UPDATE order_view SET user_id = 99, state = 'failed', reason = 'none', placed_at = now()")
                .update();
        assertThat(differences()).isEmpty();
        assertThat(walk("by=user", "user")).containsExactly("99");

        var consumer = consumers.find("orders").orElseThrow();
        var event = order.in(2, "completed").event();
        var at = consumer.state().offset();
        var next = new Offset(
                at.position() + 1, EnvelopeJson.read(event, Object.class).id().toString());
        var entry = Entry.after(at, next, event);
        consumer.repair(consumer.subscription().replicas().getFirst(), 1, Optional.of(entry), () -> true);
        assertCounted(List.of(order.in(2, "completed")));

        for (var kind : List.of("day", "product", "market", "user")) {
            jdbc.sql("UPDATE order_summary SET units = units + 1 WHERE completed > 0 AND kind = ?")
                    .param(kind)
                    .update();
        }
        assertThat(differences()).hasSize(3 + order.lines().size());
    }

    /** As an instance of the release before does while later migrations run: the role is granted the tables after the last one. */
    @Test
    void countsWhatARoleWritesThatMayNotTouchTheSummary() {
        var owner = JdbcClient.create(database.dataSource());
        var tables = "ALL ON order_summary, order_summary_progress %s " + database.username();
        owner.sql("REVOKE " + tables.formatted("FROM")).update();
        try {
            write(1, 3, 7);
            write(2, 3, 8);
            write(3, 4, 8);
            jdbc.sql("UPDATE order_view SET state = 'cancelled' WHERE id = 2").update();
            jdbc.sql("DELETE FROM order_view WHERE id = 3").update();
        } finally {
            owner.sql("GRANT " + tables.formatted("TO")).update();
        }

        assertThat(differences()).isEmpty();
        assertThat(walk("by=user", "user")).containsExactly("3");
    }

    /** An instance that is not told to count, and dead letters, change orders beside the consumer. */
    @Test
    void countsWhatIsWrittenAtTheSameTime() throws Exception {
        var begin = new CyclicBarrier(3);
        try (var threads = Executors.newFixedThreadPool(3)) {
            var writers = IntStream.rangeClosed(1, 2)
                    .mapToObj(writer -> threads.submit(writes(writer, begin)))
                    .toList();
            begin.await();
            for (var round = 0; round < 20; round++) {
                var number = round;
                deliver(LongStream.rangeClosed(1, 150)
                        .mapToObj(id -> someOrder(new Random(id * number), id).in(number + 1, STATES.get(number % 4)))
                        .toArray(Sample[]::new));
            }
            for (var writer : writers) {
                writer.get();
            }
        }

        assertThat(differences()).isEmpty();
        assertThat(jdbc.sql(
                                "SELECT sum(processing + completed + failed + cancelled) FROM order_summary WHERE kind = 'user'")
                        .query(Long.class)
                        .single())
                .isEqualTo(150 + 2 * 200);
    }

    private Callable<@Nullable Void> writes(int writer, CyclicBarrier begin) {
        return () -> {
            begin.await();
            for (var number = 0; number < 200; number++) {
                write(1_000 * writer + number, 1 + number % 9, 1 + number % 7);
            }
            return null;
        };
    }

    private void write(long id, long user, long product) {
        jdbc.sql("""
                        INSERT INTO order_view (id, version, user_id, product_id, value, quantity, total, state, placed_at, updated_at)
                        VALUES (?, 1, ?, ?, 5, 2, 10, 'completed', now(), now())
                        """).params(id, user, product).update();
    }

    @Test
    void countsOrdersFromBeforeTheSummaryWhileOthersCome() {
        var random = new Random(5);
        var orders = new TreeMap<Long, Sample>();
        LongStream.rangeClosed(1, 2_500).forEach(id -> orders.put(id, someOrder(random, id)));
        deliver(orders.values().toArray(Sample[]::new));
        jdbc.sql("TRUNCATE order_summary").update();
        jdbc.sql("UPDATE order_summary_progress SET counted_from = 2501").update();
        var worker = workers.stream()
                .filter(it -> it.name().equals("count of earlier orders"))
                .findFirst()
                .orElseThrow();

        assertThat(mvc.get().uri("/api-queries/orders/summary?by=day"))
                .hasStatus(503)
                .hasHeader("Retry-After", "1")
                .bodyJson()
                .extractingPath("$.type")
                .isEqualTo("urn:chasqui:problem:not-counted-yet");
        for (var change : List.of(2_500L, 1_500L, 1_501L, 7L, 2_501L)) {
            var order = someOrder(random, change).in(9, "cancelled");
            orders.put(change, order);
            deliver(order);
            assertThat(differences()).isEmpty();
            worker.runOnce();
            assertThat(differences()).isEmpty();
        }

        assertThat(worker.runOnce()).isEqualTo(Pass.IDLE);
        assertCounted(orders.values());
    }

    private static Sample next(Random random, Map<Long, Sample> newest) {
        var id = 1 + random.nextLong(90);
        var before = newest.get(id);
        if (before == null) {
            return someOrder(random, id);
        }
        return switch (random.nextInt(4)) {
            case 0 -> before; // again
            case 1 -> someOrder(random, id); // late
            case 2 -> someOrder(random, id).in(before.version() + 1, STATES.get(random.nextInt(4)));
            default -> before.in(before.version() + 1 + random.nextInt(2), STATES.get(random.nextInt(4)));
        };
    }

    private static Sample someOrder(Random random, long id) {
        var products =
                random.ints(1, 12).distinct().limit(1 + random.nextInt(4)).toArray();
        return new Sample(
                id,
                1,
                1 + random.nextInt(9),
                "processing",
                Instant.EPOCH.plusSeconds(random.nextInt(400_000)).toString(),
                random.nextBoolean() ? null : List.of("NI/León", "DE/Trier").get(random.nextInt(2)),
                IntStream.of(products)
                        .mapToObj(product -> new Line(product, 1 + random.nextInt(5), random.nextInt(1_000)))
                        .toList());
    }

    private static List<Line> lines(long product) {
        return List.of(new Line(product, 1, 1));
    }

    private static List<Line> lines(long first, int units, long value, long second, int others, long otherValue) {
        return List.of(new Line(first, units, value), new Line(second, others, otherValue));
    }

    private void deliver(Sample... orders) {
        for (var from = 0; from < orders.length; from += 500) {
            streams.orders(List.of(orders).subList(from, Math.min(from + 500, orders.length)).stream()
                    .map(Sample::event)
                    .toArray(String[]::new));
        }
    }

    /** Counted once more, in another language than the database's. */
    private void assertCounted(Collection<Sample> orders) {
        assertThat(differences()).isEmpty();
        for (var by : List.of("day", "product", "market", "user")) {
            var expected = new TreeMap<String, Map<String, Long>>();
            for (var order : orders) {
                for (var line : order.lines()) {
                    var key = switch (by) {
                        case "day" -> order.placedAt().substring(0, 10);
                        case "product" -> String.valueOf(line.product());
                        case "market" -> order.market() == null ? "" : order.market();
                        default -> String.valueOf(order.user());
                    };
                    var counts = expected.computeIfAbsent(key, it -> new TreeMap<>());
                    if (by.equals("product") || line == order.lines().getFirst()) {
                        counts.merge("orders", 1L, Long::sum);
                        counts.merge(order.state(), 1L, Long::sum);
                    }
                    if (order.state().equals("completed")) {
                        counts.merge("units", (long) line.quantity(), Long::sum);
                        counts.merge("total", line.quantity() * line.value(), Long::sum);
                    }
                }
            }
            var actual = new TreeMap<String, Map<String, Long>>();
            read("by=" + by + "&limit=200").forEach(row -> {
                var counts = new TreeMap<String, Long>();
                for (var name : List.of("orders", "processing", "completed", "failed", "cancelled", "units", "total")) {
                    if (row.path(name).longValue() != 0) {
                        counts.put(name, row.path(name).longValue());
                    }
                }
                actual.put(row.path(by).asString(""), counts);
            });
            expected.values().forEach(counts -> counts.values().removeIf(count -> count == 0));
            assertThat(actual).as(by).isEqualTo(expected);
        }
    }

    private List<String> differences() {
        return rules.stream()
                .filter(it -> it.name().startsWith("orders by "))
                .flatMap(rule -> jdbc.sql(rule.violations()).query(String.class).list().stream())
                .toList();
    }

    private List<String> rows(String query) {
        return read(query)
                .valueStream()
                .map(row -> row.toString().replace('"', '\''))
                .toList();
    }

    private JsonNode read(String query) {
        var answer = mvc.get().uri("/api-queries/orders/summary?" + query).exchange();
        assertThat(answer).hasStatusOk();
        return json.readTree(answer.getResponse().getContentAsByteArray());
    }

    /** The names of all rows, page by page. */
    private List<String> walk(String query, String field) {
        return ListPages.walk(mvc, "/api-queries/orders/summary?" + query, field);
    }
}
