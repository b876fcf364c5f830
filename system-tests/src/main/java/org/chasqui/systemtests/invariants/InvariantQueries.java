package org.chasqui.systemtests.invariants;

import static org.chasqui.systemtests.processes.Service.ORDERS_COMMANDS;
import static org.chasqui.systemtests.processes.Service.ORDERS_QUERIES;
import static org.chasqui.systemtests.processes.Service.PRODUCTS_COMMANDS;
import static org.chasqui.systemtests.processes.Service.PRODUCTS_QUERIES;
import static org.chasqui.systemtests.processes.Service.USERS_COMMANDS;
import static org.chasqui.systemtests.processes.Service.USERS_QUERIES;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.chasqui.systemtests.processes.Service;

/** The shop's invariants as SQL. The numbers in the sentences are those of docs/guarantees.md. */
final class InvariantQueries {

    /** The lines of an order or a reservation, whatever their number: {@code 2 of 7, 1 of 9}. */
    static final String LINES = """
            coalesce(quantity || ' of ' || product_id,
                     (SELECT string_agg((line ->> 'quantity') || ' of ' || (line ->> 'product'), ', ' ORDER BY place)
                      FROM jsonb_array_elements(lines) WITH ORDINALITY AS wanted (line, place)))""";

    /** Stock by product: holds in every snapshot, also under load. */
    static final Invariant STOCK = Invariant.nothingIn(
            PRODUCTS_COMMANDS, "I9 stock is what came in and was not taken, and never negative", """
            SELECT p.id, p.stock, p.initial_stock, adjusted, reserved
            FROM product p
            CROSS JOIN LATERAL (SELECT coalesce(sum(delta), 0) AS adjusted
                                FROM stock_adjustment WHERE product_id = p.id) a
            LEFT JOIN (SELECT coalesce(product_id, line.product) AS product, sum(coalesce(reservation.quantity, line.quantity)) AS units
                       FROM reservation
                       LEFT JOIN LATERAL jsonb_to_recordset(lines) AS line (product bigint, quantity bigint) ON true
                       WHERE state = 'reserved' GROUP BY 1) held ON held.product = p.id
            CROSS JOIN LATERAL (SELECT coalesce(units, 0) AS reserved) r
            WHERE p.stock < 0 OR p.stock <> p.initial_stock + adjusted - reserved
            """);

    private InvariantQueries() {}

    /** Invariants that hold at rest: nothing is pending, and no client writes. */
    static List<Invariant> atRest() {
        return Stream.of(eventLogs(), replicas(), orders(), Stream.of(STOCK))
                .flatMap(rules -> rules)
                .toList();
    }

    private static Stream<Invariant> eventLogs() {
        return Stream.concat(
                Arrays.stream(Service.values()).filter(Service::publishes).flatMap(InvariantQueries::eventLog),
                Stream.of(
                        aggregate(USERS_COMMANDS, "users", "user", "id"),
                        aggregate(PRODUCTS_COMMANDS, "product", "product", "id"),
                        aggregate(PRODUCTS_COMMANDS, "market", "market", "id"),
                        aggregate(PRODUCTS_COMMANDS, "reservation", "reservation", "order_id"),
                        aggregate(ORDERS_COMMANDS, "orders", "order", "id")));
    }

    private static Stream<Invariant> eventLog(Service service) {
        return Stream.of(
                Invariant.nothingIn(service, "I1 positions are 1 to the head, in the log or in its history", """
                        SELECT count(*), count(DISTINCT position), max(position), head
                        FROM (SELECT position, event_id FROM messaging.event_log
                              UNION
                              SELECT first_position + nth, encode(substring(event_ids FROM nth * 16 + 1 FOR 16), 'hex')::uuid
                              FROM messaging.event_history
                              CROSS JOIN generate_series(0, octet_length(event_ids) / 16 - 1) AS nth) AS given
                        CROSS JOIN (SELECT coalesce(sum(position), 0) AS head FROM messaging.stream_head) h
                        GROUP BY head
                        HAVING count(*) <> head OR count(DISTINCT position) <> head OR max(position) <> head
                        """),
                Invariant.nothingIn(
                        service, "I2 versions of an aggregate follow one another in the order of positions", """
                        SELECT aggregate_type, aggregate_id, previous, aggregate_version
                        FROM (SELECT aggregate_type, aggregate_id, aggregate_version, position,
                                     lag(aggregate_version)
                                         OVER (PARTITION BY aggregate_type, aggregate_id ORDER BY position) AS previous
                              FROM messaging.event_log) e
                        CROSS JOIN (SELECT coalesce(max(first_position + octet_length(event_ids) / 16 - 1), 0) AS compacted
                                    FROM messaging.event_history) h
                        WHERE aggregate_version <> coalesce(
                                previous + 1, CASE WHEN position <= compacted THEN aggregate_version ELSE 1 END)
                           OR (position <= compacted AND previous IS NOT NULL)
                        """));
    }

    private static Invariant aggregate(Service service, String table, String type, String id) {
        return Invariant.nothingIn(
                service, "I3 the newest event of each %s is its newest version".formatted(type), """
                SELECT a.%3$s, a.version, e.aggregate_id, e.version
                FROM %1$s a
                FULL JOIN (SELECT aggregate_id, max(aggregate_version) AS version
                           FROM messaging.event_log WHERE aggregate_type = '%2$s' GROUP BY aggregate_id) e
                     ON e.aggregate_id = a.%3$s
                WHERE a.version IS DISTINCT FROM e.version
                """.formatted(
                                table, type, id));
    }

    private static Stream<Invariant> replicas() {
        return Stream.of(
                Invariant.same(
                        "I8 users are shown as they are",
                        USERS_COMMANDS,
                        "SELECT id, version, username, first_name, last_name FROM users",
                        USERS_QUERIES,
                        "SELECT id, version, username, first_name, last_name FROM user_view"),
                Invariant.same(
                        "I8 products are shown as they are",
                        PRODUCTS_COMMANDS,
                        "SELECT id, version, name, description, value, stock, on_sale, markets::text FROM product",
                        PRODUCTS_QUERIES,
                        "SELECT id, version, name, description, value, stock, on_sale, markets::text FROM product_view"),
                Invariant.same(
                        "I8 markets are shown as they are",
                        PRODUCTS_COMMANDS,
                        "SELECT id, version, country, city, key, active FROM market",
                        PRODUCTS_QUERIES,
                        "SELECT id, version, country, city, key, active FROM market_view"),
                Invariant.same("I8 orders are shown as they are", ORDERS_COMMANDS, """
                        SELECT id, version, user_id, product_id, quantity, value, lines,
                               coalesce(value * quantity, (SELECT sum(line.value * line.quantity)
                                   FROM jsonb_to_recordset(lines) AS line (value bigint, quantity bigint))),
                               state, reason, market, placed_at, updated_at
                        FROM orders
                        """, ORDERS_QUERIES, """
                        SELECT id, version, user_id, product_id, quantity, value, lines, total, state, reason, market,
                               placed_at, updated_at
                        FROM order_view
                        """),
                Invariant.contained(
                        "I8 orders show their users' names",
                        ORDERS_QUERIES,
                        "SELECT DISTINCT user_id, username FROM order_view",
                        USERS_COMMANDS,
                        "SELECT id, username FROM users"),
                Invariant.contained(
                        "I8 orders show their products' names",
                        ORDERS_QUERIES,
                        """
                        SELECT product_id, product_name FROM order_view WHERE product_id IS NOT NULL
                        UNION
                        SELECT product_id, name FROM order_product LEFT JOIN known_product ON id = product_id
                        """,
                        PRODUCTS_COMMANDS,
                        "SELECT id, name FROM product"),
                Invariant.same(
                        "I8 orders of several lines are found by their products",
                        ORDERS_QUERIES,
                        "SELECT id, line ->> 'product' FROM order_view CROSS JOIN jsonb_array_elements(lines) AS line",
                        ORDERS_QUERIES,
                        "SELECT order_id, product_id FROM order_product"),
                Invariant.same(
                        "I8 the summary counts the orders that there are", ORDERS_COMMANDS, """
                        SELECT part, count(DISTINCT id) FILTER (WHERE state = 'processing'),
                               count(DISTINCT id) FILTER (WHERE state = 'completed'), count(DISTINCT id) FILTER (WHERE state = 'failed'),
                               count(DISTINCT id) FILTER (WHERE state = 'cancelled'),
                               coalesce(sum(quantity) FILTER (WHERE state = 'completed'), 0),
                               coalesce(sum(quantity * value) FILTER (WHERE state = 'completed'), 0)
                        FROM (SELECT id, state, user_id, market, placed_at, coalesce(line.product, product_id) AS product,
                                     coalesce(line.quantity, orders.quantity) AS quantity, coalesce(line.value, orders.value) AS value
                              FROM orders
                              LEFT JOIN LATERAL jsonb_to_recordset(lines) AS line (product bigint, quantity bigint, value bigint) ON TRUE)
                             AS sold
                        CROSS JOIN LATERAL (VALUES ('day ' || CAST(placed_at AT TIME ZONE 'UTC' AS date)), ('product ' || product),
                                                   ('market ' || coalesce(market, '')), ('user ' || user_id)) AS parts (part)
                        GROUP BY part
                        """, ORDERS_QUERIES, """
                        SELECT CASE kind WHEN 'day' THEN 'day ' || (DATE '1970-01-01' + CAST(id AS integer))
                                         WHEN 'market' THEN 'market ' || market
                                         ELSE kind || ' ' || id END,
                               processing, completed, failed, cancelled, units, total
                        FROM order_summary WHERE (processing, completed, failed, cancelled) <> (0, 0, 0, 0)
                        """),
                Invariant.same(
                        "I8 the users that can order are those that exist",
                        USERS_COMMANDS,
                        "SELECT id, version FROM users",
                        ORDERS_COMMANDS,
                        "SELECT id, version FROM known_user"),
                Invariant.same(
                        "I8 the products that can be ordered are those that exist",
                        PRODUCTS_COMMANDS,
                        "SELECT id, version, value, on_sale, markets::text FROM product",
                        ORDERS_COMMANDS,
                        "SELECT id, version, value, on_sale, markets::text FROM known_product"),
                Invariant.same(
                        "I8 the markets that an order can name are those that exist",
                        PRODUCTS_COMMANDS,
                        "SELECT id, version, country, city, active FROM market",
                        ORDERS_COMMANDS,
                        "SELECT id, version, country, city, active FROM known_market"));
    }

    private static Stream<Invariant> orders() {
        return Stream.of(
                Invariant.same(
                        "I10 each order has the one decision that its state says",
                        ORDERS_COMMANDS,
                        """
                        SELECT id, %s,
                               CASE state WHEN 'completed' THEN 'reserved' WHEN 'failed' THEN 'refused'
                                          WHEN 'cancelled' THEN 'released' ELSE state END
                        FROM orders
                        """.formatted(LINES),
                        PRODUCTS_COMMANDS,
                        "SELECT order_id, %s, state FROM reservation".formatted(LINES)),
                Invariant.nothingIn(ORDERS_COMMANDS, "I10 an order is decided once", """
                        SELECT aggregate_id, completed, failed, cancelled
                        FROM (SELECT aggregate_id,
                                     count(*) FILTER (WHERE type LIKE 'order.completed.%') AS completed,
                                     count(*) FILTER (WHERE type LIKE 'order.failed.%') AS failed,
                                     count(*) FILTER (WHERE type LIKE 'order.cancelled.%') AS cancelled
                              FROM messaging.event_log WHERE aggregate_type = 'order' GROUP BY aggregate_id) e
                        WHERE completed > 1 OR failed > 1 OR cancelled > 1 OR (failed > 0 AND completed + cancelled > 0)
                        """));
    }
}
