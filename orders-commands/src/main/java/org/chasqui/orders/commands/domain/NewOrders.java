package org.chasqui.orders.commands.domain;

import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.chasqui.messaging.EnvelopeJson;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/** Writes new orders. Why not {@link Orders}: Hibernate needs a statement for each order whose id the database gives. */
@Component
public class NewOrders {

    /**
     * Arguments: columns, and what all of these orders have in common. Why it has an order: the database draws the ids in it, so that sorted ids
     * fit to the orders.
     */
    private static final String INSERT = """
            INSERT INTO orders (user_id, product_id, quantity, value, lines, market, version, state, cancel_requested, reminders, placed_at, updated_at)
            SELECT user_id, product_id, quantity, value, lines::jsonb, market, :version, :state, false, 0, :at, :at
            FROM unnest(:users, :products, :quantities, :amounts, :lines, :markets)
                WITH ORDINALITY AS placed (user_id, product_id, quantity, value, lines, market, place)
            ORDER BY place RETURNING id
            """;

    private final NamedParameterJdbcTemplate jdbc;

    NewOrders(NamedParameterJdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Inserts the orders in the running transaction, and gives them their ids.
     *
     * @param orders as {@link Order#place} makes them, all at the same time
     */
    public void insert(List<Order> orders) {
        if (orders.isEmpty()) {
            return;
        }
        var first = orders.getFirst();
        var columns = new HashMap<String, Object>(Map.of(
                "version", first.version(),
                "state", first.state().label(),
                "at", first.placedAt().atOffset(ZoneOffset.UTC)));
        columns.put("users", column(orders, Long[]::new, Order::user));
        columns.put(
                "products", column(orders, Long[]::new, order -> order.stored().productId()));
        columns.put(
                "quantities",
                column(orders, Integer[]::new, order -> order.stored().quantity()));
        columns.put(
                "amounts", column(orders, Long[]::new, order -> order.stored().value()));
        columns.put(
                "lines",
                column(orders, String[]::new, order -> json(order.stored().lines())));
        columns.put(
                "markets", column(orders, String[]::new, order -> order.market().orElse(null)));
        var ids =
                jdbc.queryForList(INSERT, columns, Long.class).stream().sorted().toList();
        for (var at = 0; at < ids.size(); at++) {
            orders.get(at).identify(ids.get(at));
        }
    }

    private static <T> T[] column(
            List<Order> orders, IntFunction<T[]> array, Function<Order, ? extends @Nullable T> value) {
        return orders.stream().map(value).toArray(array);
    }

    private static @Nullable String json(@Nullable List<OrderLine> lines) {
        return lines == null ? null : EnvelopeJson.data(lines);
    }
}
