package org.chasqui.orders.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chasqui.orders.commands.SampleOrders.wanted;
import static org.chasqui.orders.commands.Streams.market;
import static org.chasqui.orders.commands.Streams.product;
import static org.chasqui.orders.commands.Streams.user;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.chasqui.orders.commands.application.PlaceOrderHandler;
import org.chasqui.orders.commands.application.PlaceOrderHandler.PlaceOrder;
import org.chasqui.orders.commands.domain.MarketRefused;
import org.chasqui.orders.commands.domain.NotSold;
import org.chasqui.orders.commands.domain.Order;
import org.chasqui.orders.commands.domain.Quantity;
import org.chasqui.orders.commands.domain.UnknownUserOrProduct;
import org.chasqui.orders.commands.domain.WantedLine;
import org.chasqui.platform.Author;
import org.chasqui.platform.Place;
import org.chasqui.platform.Trace;
import org.chasqui.testing.TestDatabase;
import org.chasqui.testing.UsesServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Orders that share a transaction, since others hold up the database while they come. */
@SpringBootTest(
        properties = {
            "messaging.autostart=false",
            "spring.datasource.hikari.data-source-properties.options=-c lock_timeout=60s",
            "spring.datasource.hikari.connection-timeout=60000"
        })
@UsesServers
@Import(Streams.class)
class SimultaneousOrdersIT {

    private static final int ORDERS = 40;

    @Autowired
    private Streams streams;

    @Autowired
    private PlaceOrderHandler place;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DataSource pool;

    @Autowired
    private TestDatabase database;

    @Autowired
    private MeterRegistry registry;

    @BeforeEach
    void empty() {
        jdbc.sql("TRUNCATE orders, known_user, known_product, known_market, messaging.event_log")
                .update();
        streams.users(IntStream.range(0, ORDERS).mapToObj(id -> user(id + 1, 1)).toArray(String[]::new));
        streams.products(
                market("NI/León", 1, true),
                market("NI/Masaya", 1, false),
                product(7, 1, 12_500),
                product(8, 1, false),
                product(9, 1, 4_900));
    }

    @AfterEach
    void allowAllOrders() {
        owner().sql("ALTER TABLE orders DROP CONSTRAINT IF EXISTS no_seventeen").update();
    }

    @Test
    void eachHasItsOwnRowEventTraceAndAuthor() throws Exception {
        var placing = new ArrayList<Callable<Order>>();
        for (var number = 1; number <= ORDERS; number++) {
            var user = number;
            var lines =
                    number % 4 == 0 ? List.of(line(9, number), line(7, 1)) : wanted(number % 2 == 0 ? 9 : 7, number);
            var market = number % 3 == 0 ? Place.of("NI/LEÓN") : null;
            placing.add(() -> as(user, () -> place.handle(new PlaceOrder(user, lines, market))));
        }

        var placed = whileTheDatabaseIsHeldUp(placing);

        for (var number = 1; number <= ORDERS; number++) {
            var order = placed.get(number - 1).get();
            var several = number % 4 == 0;
            assertThat(order.user()).isEqualTo(number);
            assertThat(order.market()).isEqualTo(number % 3 == 0 ? Optional.of("NI/León") : Optional.empty());
            assertThat(rowOf(order))
                    .isEqualTo("%d %s %s processing 1"
                            .formatted(
                                    number,
                                    several ? number + "," + 1 : String.valueOf(number),
                                    order.market().orElse("-")));
            assertThat(eventOf(order))
                    .isEqualTo("order.placed.v%d %d 1 %d %s app_user customer-%d"
                            .formatted(several ? 2 : 1, order.id(), number, trace(number), number));
        }
        assertThat(count("SELECT count(*) FROM orders")).isEqualTo(ORDERS);
        assertThat(count("SELECT count(*) FROM messaging.event_log")).isEqualTo(ORDERS);
        assertThat(count("SELECT count(DISTINCT xmin::text) FROM orders")).isBetween(3L, 4L);
        assertThat(
                        count(
                                "SELECT count(*) FROM messaging.event_log e JOIN orders o ON o.id = e.aggregate_id AND e.xmin = o.xmin"))
                .isEqualTo(ORDERS);
    }

    @Test
    void aRefusalIsThatOfOneOrder() throws Exception {
        var placing = IntStream.range(0, ORDERS)
                .mapToObj(number -> (Callable<Order>) () -> place.handle(
                        switch (number % 5) {
                            case 0 -> new PlaceOrder(ORDERS + 1, wanted(7, 1), null);
                            case 1 -> new PlaceOrder(1, wanted(70, 1), null);
                            case 2 -> new PlaceOrder(1, wanted(8, 1), null);
                            case 3 -> new PlaceOrder(1, wanted(7, 1), Place.of("NI/Masaya"));
                            default -> new PlaceOrder(1, wanted(7, 1), Place.of("NI/León"));
                        }))
                .toList();

        var placed = whileTheDatabaseIsHeldUp(placing);

        for (var number = 0; number < ORDERS; number++) {
            var answer = placed.get(number);
            switch (number % 5) {
                case 0, 1 -> assertThatThrownBy(answer::get).hasCauseInstanceOf(UnknownUserOrProduct.class);
                case 2 -> assertThatThrownBy(answer::get).hasCauseInstanceOf(NotSold.class);
                case 3 -> assertThatThrownBy(answer::get).hasCauseInstanceOf(MarketRefused.class);
                default -> assertThat(answer.get().market()).contains("NI/León");
            }
        }
        assertThat(count("SELECT count(*) FROM orders")).isEqualTo(ORDERS / 5);
        assertThat(count("SELECT count(*) FROM messaging.event_log")).isEqualTo(ORDERS / 5);
    }

    @Test
    void anOrderThatTheDatabaseRefusesFailsAlone() throws Exception {
        owner().sql("ALTER TABLE orders ADD CONSTRAINT no_seventeen CHECK (quantity <> 17)")
                .update();
        var placing = IntStream.rangeClosed(1, ORDERS)
                .mapToObj(number ->
                        (Callable<Order>) () -> place.handle(new PlaceOrder(number, wanted(7, number), null)))
                .toList();

        var placed = whileTheDatabaseIsHeldUp(placing);

        for (var number = 1; number <= ORDERS; number++) {
            var answer = placed.get(number - 1);
            if (number == 17) {
                assertThatThrownBy(answer::get).hasCauseInstanceOf(DataIntegrityViolationException.class);
            } else {
                assertThat(rowOf(answer.get())).isEqualTo(number + " " + number + " - processing 1");
            }
        }
        assertThat(count("SELECT count(*) FROM orders")).isEqualTo(ORDERS - 1);
        assertThat(count("SELECT count(*) FROM messaging.event_log")).isEqualTo(ORDERS - 1);
    }

    /** Two transactions wait for the users, each with one order; all others wait for a turn. */
    private List<Future<Order>> whileTheDatabaseIsHeldUp(List<Callable<Order>> placing) throws Exception {
        try (var threads = Executors.newFixedThreadPool(placing.size());
                var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE known_user IN ACCESS EXCLUSIVE MODE");
            var started = new ArrayList<Future<Order>>();
            for (var order : placing) {
                started.add(threads.submit(order));
                if (started.size() <= 2) {
                    Awaitility.await()
                            .until(() -> count(
                                            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'known_user'::regclass AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")
                                    == started.size());
                }
            }
            var waiting = registry.get("chasqui.orders.waiting").gauge();
            Awaitility.await().until(() -> waiting.value() == placing.size() - 2);
            connection.rollback();
            return started;
        }
    }

    private static Order as(int number, Callable<Order> placing) throws Exception {
        Trace.enter(Optional.of(request(number)));
        new Author("app_user", "customer-" + number).enter();
        try (var scope = spanOf(number).makeCurrent()) {
            return placing.call();
        } finally {
            Author.leave();
            Trace.leave();
        }
    }

    private static String request(int number) {
        return "00-%032d-%016d-01".formatted(number, number);
    }

    /** Every other request has a span, one that is not sampled. */
    private static Span spanOf(int number) {
        return number % 2 == 0
                ? Span.getInvalid()
                : Span.wrap(SpanContext.create(
                        "%032d".formatted(number),
                        "%016d".formatted(number + 1_000),
                        TraceFlags.getDefault(),
                        TraceState.getDefault()));
    }

    /** The trace context that the event must have: that of the span, if there is one. */
    private static String trace(int number) {
        return number % 2 == 0 ? request(number) : "00-%032d-%016d-00".formatted(number, number + 1_000);
    }

    private static WantedLine line(long product, int quantity) {
        return new WantedLine(product, new Quantity(quantity), "");
    }

    private String rowOf(Order order) {
        return jdbc.sql("""
                        SELECT concat_ws(' ', user_id,
                            coalesce(quantity::text, (SELECT string_agg(line ->> 'quantity', ',') FROM jsonb_array_elements(lines) AS line)),
                            coalesce(market, '-'), state, version)
                        FROM orders WHERE id = ?
                        """).param(order.id()).query(String.class).single();
    }

    private String eventOf(Order order) {
        return jdbc.sql("""
                        SELECT concat_ws(' ', type, payload ->> 'id', aggregate_version, payload ->> 'user', traceparent, authtype, authid)
                        FROM messaging.event_log WHERE aggregate_id = ?
                        """).param(order.id()).query(String.class).single();
    }

    private JdbcClient owner() {
        return JdbcClient.create(database.dataSource());
    }

    private long count(String query) {
        return jdbc.sql(query).query(Long.class).single();
    }
}
