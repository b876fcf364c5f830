package org.chasqui.products.commands;

import java.util.List;
import org.chasqui.products.commands.domain.Product;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the tables as an auditor does. */
@TestComponent
class ProductTables {

    /** The lines of all reservations that hold stock. */
    private static final String HELD = """
            (SELECT coalesce(product_id, line.product) AS product_id, coalesce(reservation.quantity, line.quantity) AS quantity
               FROM reservation
               LEFT JOIN LATERAL jsonb_to_recordset(lines) AS line (product bigint, quantity bigint) ON true
              WHERE state = 'reserved') AS held""";

    private final JdbcClient jdbc;

    ProductTables(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void empty() {
        jdbc.sql("TRUNCATE product, market, stock_adjustment, reservation, messaging.event_log")
                .update();
    }

    long stockOf(Product product) {
        return jdbc.sql("SELECT stock FROM product WHERE id = ?")
                .param(product.id())
                .query(Long.class)
                .single();
    }

    List<Long> adjustmentsOf(Product product) {
        return jdbc.sql("SELECT delta FROM stock_adjustment WHERE product_id = ? ORDER BY id")
                .param(product.id())
                .query(Long.class)
                .list();
    }

    /** {@code order state version reason}, in the order of their ids. */
    List<String> reservations() {
        return jdbc.sql("""
                SELECT concat_ws(' ', order_id, state, version, reason) FROM reservation ORDER BY order_id
                """).query(String.class).list();
    }

    long unitsReservedOf(Product product) {
        return jdbc.sql("""
                SELECT coalesce(sum(quantity), 0) FROM %s WHERE product_id = ?
                """.formatted(HELD))
                .param(product.id())
                .query(Long.class)
                .single();
    }

    /** {@code type id version}, in the order of the log. */
    List<String> events() {
        return jdbc.sql(
                        "SELECT concat_ws(' ', type, aggregate_id, aggregate_version) FROM messaging.event_log ORDER BY seq")
                .query(String.class)
                .list();
    }

    List<String> eventsOf(Product product) {
        return jdbc.sql("""
                SELECT concat_ws(' ', type, aggregate_version) FROM messaging.event_log
                 WHERE aggregate_type = 'product' AND aggregate_id = ? ORDER BY seq
                """).param(product.id()).query(String.class).list();
    }

    /** Products whose stock differs from the initial stock with all adjustments and reservations. */
    List<String> unexplainedStocks() {
        return jdbc.sql("""
                SELECT format('product %%s: %%s in stock, %%s explained', id, stock, explained)
                  FROM (SELECT p.id, p.stock, p.initial_stock
                                 + coalesce((SELECT sum(delta) FROM stock_adjustment WHERE product_id = p.id), 0)
                                 - coalesce((SELECT sum(quantity) FROM %s WHERE product_id = p.id), 0) AS explained
                          FROM product p) AS account
                 WHERE stock <> explained OR stock < 0
                """.formatted(HELD)).query(String.class).list();
    }

    /** Products, markets and reservations that lack an event for a version, or have events out of order. */
    List<String> unpublishedVersions() {
        return jdbc.sql("""
                SELECT format('%s %s at %s: %s', kind, id, version, published)
                  FROM (SELECT 'product' AS kind, id, version FROM product
                        UNION ALL SELECT 'market', id, version FROM market
                        UNION ALL SELECT 'reservation', order_id, version FROM reservation) AS aggregate
                  LEFT JOIN LATERAL (SELECT array_agg(aggregate_version ORDER BY seq) AS published
                                       FROM messaging.event_log
                                      WHERE aggregate_type = kind AND aggregate_id = id) AS log ON true
                 WHERE published IS DISTINCT FROM (SELECT array_agg(v ORDER BY v) FROM generate_series(1, version) AS v)
                """).query(String.class).list();
    }
}
