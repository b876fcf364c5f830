package org.chasqui.orders.queries.projection;

import java.util.List;
import java.util.function.ToLongFunction;
import org.chasqui.messaging.Message;
import org.chasqui.messaging.Replica;
import org.chasqui.views.ViewChanges;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Keeps a row for each order, as new as the newest event heard, with the names that its user and product have now. Instances of the release
 * before make entity tags of {@code revision}.
 */
@Component
class OrderProjection {

    private final Replica<OrderEvent> rows;
    private final Names<UserEvent> userNames;
    private final Names<ProductEvent> productNames;

    OrderProjection(
            NamedParameterJdbcTemplate jdbc,
            Names<UserEvent> userNames,
            Names<ProductEvent> productNames,
            ViewChanges views) {
        this.userNames = userNames;
        this.productNames = productNames;
        rows = new Replica<>(
                jdbc,
                "order_view",
                ids -> views.changed("order", ids),
                "user_id = :user",
                "username = (SELECT name FROM known_user WHERE id = :user)",
                "username_revision = (SELECT revision FROM known_user WHERE id = :user)",
                "product_id = :product",
                "product_name = (SELECT name FROM known_product WHERE id = :product)",
                "product_name_revision = (SELECT revision FROM known_product WHERE id = :product)",
                "value",
                "quantity",
                "total",
                "state",
                "reason",
                "placed_at",
                "updated_at",
                "revision = DEFAULT");
    }

    Replica<OrderEvent> rows() {
        return rows;
    }

    /** Writes the orders, with names that are {@linkplain Names#hold held} meanwhile. */
    void ordersChanged(List<Message<OrderEvent>> messages) {
        userNames.hold(distinct(messages, OrderEvent::user));
        productNames.hold(distinct(messages, OrderEvent::product));
        rows.put(messages);
    }

    private static Long[] distinct(List<Message<OrderEvent>> messages, ToLongFunction<OrderEvent> id) {
        return messages.stream()
                .map(Message::data)
                .mapToLong(id)
                .distinct()
                .boxed()
                .toArray(Long[]::new);
    }
}
