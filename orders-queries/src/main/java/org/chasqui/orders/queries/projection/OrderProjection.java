package org.chasqui.orders.queries.projection;

import java.time.ZoneOffset;
import java.util.List;
import java.util.function.ToLongFunction;
import org.chasqui.messaging.Message;
import org.chasqui.service.view.ViewChanges;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.stereotype.Component;

/** Keeps a row for each order, as new as the newest event heard, with the names that its user and product have now. */
@Component
class OrderProjection {

    /**
     * Parameters: a whole row, but for the names, which must be {@linkplain Names#hold held}. Safe to run again, and out of order: a row
     * never goes back to an older version. Instances of the release before make entity tags of {@code revision}.
     */
    private static final String UPSERT = """
            INSERT INTO order_view (id, version, user_id, username, username_revision,
                                    product_id, product_name, product_name_revision,
                                    value, quantity, total, state, reason, placed_at, updated_at)
            SELECT :id, :version, :user, known_user.name, known_user.revision,
                   :product, known_product.name, known_product.revision,
                   :value, :quantity, :total, :state, :reason, :placedAt, :updatedAt
              FROM known_user, known_product
             WHERE known_user.id = :user AND known_product.id = :product
            ON CONFLICT (id) DO UPDATE
               SET (version, user_id, username, username_revision, product_id, product_name, product_name_revision,
                    value, quantity, total, state, reason, placed_at, updated_at, revision)
                 = (excluded.version, excluded.user_id, excluded.username, excluded.username_revision,
                    excluded.product_id, excluded.product_name, excluded.product_name_revision,
                    excluded.value, excluded.quantity, excluded.total, excluded.state, excluded.reason,
                    excluded.placed_at, excluded.updated_at, DEFAULT)
             WHERE order_view.version < excluded.version
            """;

    private final NamedParameterJdbcTemplate jdbc;
    private final Names userNames;
    private final Names productNames;
    private final ViewChanges views;

    OrderProjection(NamedParameterJdbcTemplate jdbc, Names userNames, Names productNames, ViewChanges views) {
        this.jdbc = jdbc;
        this.userNames = userNames;
        this.productNames = productNames;
        this.views = views;
    }

    void ordersChanged(List<Message<OrderEvent>> messages) {
        var newest = Message.newestOfEach(messages);
        userNames.hold(distinct(newest, OrderEvent::user));
        productNames.hold(distinct(newest, OrderEvent::product));
        jdbc.batchUpdate(UPSERT, newest.stream().map(OrderProjection::row).toArray(SqlParameterSource[]::new));
        views.changed("order", newest.stream().map(order -> order.data().id()).toList());
    }

    /** Empties the replica, to be filled again from the first event; the names are not the orders' own, and stay; so may cached views, until their rows are back. */
    void clear() {
        jdbc.getJdbcOperations().update("DELETE FROM order_view");
    }

    private static Long[] distinct(List<Message<OrderEvent>> messages, ToLongFunction<OrderEvent> id) {
        return messages.stream()
                .map(Message::data)
                .mapToLong(id)
                .distinct()
                .boxed()
                .toArray(Long[]::new);
    }

    private static SqlParameterSource row(Message<OrderEvent> message) {
        var order = message.data();
        return new MapSqlParameterSource()
                .addValue("id", order.id())
                .addValue("version", message.version())
                .addValue("user", order.user())
                .addValue("product", order.product())
                .addValue("value", order.value())
                .addValue("quantity", order.quantity())
                .addValue("total", order.total())
                .addValue("state", order.state())
                .addValue("reason", order.reason())
                .addValue("placedAt", order.placedAt().atOffset(ZoneOffset.UTC))
                .addValue("updatedAt", order.updatedAt().atOffset(ZoneOffset.UTC));
    }
}
