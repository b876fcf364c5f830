package org.chasqui.orders.queries.projection;

import java.time.Instant;
import java.util.List;
import java.util.function.ToLongFunction;
import org.chasqui.messaging.Message;
import org.chasqui.messaging.Replica;
import org.chasqui.messaging.Subscription;
import org.chasqui.orders.queries.projection.NamesConfiguration.ProductEvent;
import org.chasqui.orders.queries.projection.NamesConfiguration.UserEvent;
import org.chasqui.views.ViewChanges;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/**
 * Writes a row for each order, from the newest event of the order, with the present names of its user and its product.
 *
 * <p>The column {@code revision} is written only for instances of the previous release, which build ETags from it; remove it one release
 * later.
 */
@Configuration(proxyBeanMethods = false)
class OrderProjection {

    private static final List<String> TYPES = List.of(
            "order.placed.v1",
            "order.completed.v1",
            "order.failed.v1",
            "order.cancel-requested.v1",
            "order.cancelled.v1",
            "order.reminded.v1");

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
                "market",
                "placed_at",
                "updated_at",
                "revision = DEFAULT");
    }

    @Bean
    Subscription orders() {
        return Subscription.to("orders")
                .on(TYPES, OrderEvent.class, this::ordersChanged, rows)
                .build();
    }

    /** Writes the orders, with names that are {@linkplain Names#hold locked} meanwhile. */
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

    /** The part of an order's event that a view shows. */
    record OrderEvent(
            long id,
            long user,
            long product,
            int quantity,
            long value,
            long total,
            String state,
            @Nullable String reason,
            @Nullable String market,
            Instant placedAt,
            Instant updatedAt) {}
}
