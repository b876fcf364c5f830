package org.chasqui.orders.queries.projection;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.chasqui.messaging.Message;
import org.chasqui.messaging.Replica;
import org.chasqui.messaging.Subscription;
import org.chasqui.orders.queries.projection.NamesConfiguration.ProductEvent;
import org.chasqui.orders.queries.projection.NamesConfiguration.UserEvent;
import org.chasqui.views.ViewChanges;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import tools.jackson.databind.JsonNode;

/**
 * Writes a row for each order, from the newest event of the order, with the present names of its user and, if it is of one line, of its product.
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
            "order.reminded.v1",
            "order.placed.v2",
            "order.completed.v2",
            "order.failed.v2",
            "order.cancel-requested.v2",
            "order.cancelled.v2",
            "order.reminded.v2");

    /** Parameter: ids of orders with several lines. Safe to run again: only what a rebuild has changed is not there already. */
    private static final String ENTER = """
            WITH line AS (
                SELECT CAST(line ->> 'product' AS bigint) AS product_id, id AS order_id
                FROM order_view CROSS JOIN jsonb_array_elements(lines) AS line WHERE id = ANY (:ids)),
            gone AS (
                DELETE FROM order_product AS entry
                WHERE order_id = ANY (:ids) AND NOT EXISTS (
                    SELECT FROM line WHERE (line.product_id, line.order_id) = (entry.product_id, entry.order_id)))
            INSERT INTO order_product SELECT product_id, order_id FROM line ORDER BY product_id, order_id
            ON CONFLICT DO NOTHING
            """;

    /** The lines, or null if the order is not found by exactly their products. */
    private static final String ENTERED_LINES = """
            CASE WHEN lines IS NULL
                   OR ARRAY(SELECT product_id FROM order_product WHERE order_id = id ORDER BY product_id)
                    = ARRAY(SELECT CAST(line ->> 'product' AS bigint) AS product FROM jsonb_array_elements(lines) AS line ORDER BY product)
                 THEN lines END""";

    private final NamedParameterJdbcTemplate jdbc;
    private final Replica<OrderEvent> rows;
    private final Names<UserEvent> userNames;
    private final Names<ProductEvent> productNames;

    OrderProjection(
            NamedParameterJdbcTemplate jdbc,
            Names<UserEvent> userNames,
            Names<ProductEvent> productNames,
            ViewChanges views) {
        this.jdbc = jdbc;
        this.userNames = userNames;
        this.productNames = productNames;
        var replica = new Replica<OrderEvent>(
                jdbc,
                "order_view",
                ids -> views.changed("order", ids),
                "user_id = :user",
                "username = (SELECT name FROM known_user WHERE id = :user)",
                "username_revision = (SELECT revision FROM known_user WHERE id = :user)",
                "product_id = :product",
                "product_name = (SELECT name FROM known_product WHERE id = :product)",
                "product_name_revision = coalesce((SELECT revision FROM known_product WHERE id = :product), 0)",
                "value",
                "quantity",
                "lines",
                "total",
                "state",
                "reason",
                "market",
                "placed_at",
                "updated_at",
                "revision = DEFAULT");
        rows = replica.comparing("lines", ENTERED_LINES);
    }

    @Bean
    Subscription orders() {
        return Subscription.to("orders")
                .on(TYPES, OrderEvent.class, this::ordersChanged, rows)
                .build();
    }

    /**
     * Writes the orders, with names that are {@linkplain Names#hold locked} meanwhile. Why also those of several lines, which are not copied: a
     * new name must find the orders that show it.
     */
    void ordersChanged(List<Message<OrderEvent>> messages) {
        userNames.hold(distinct(messages, order -> LongStream.of(order.user())));
        productNames.hold(distinct(messages, OrderEvent::products));
        rows.put(messages);
        var several = messages.stream()
                .filter(message -> message.data().lines() != null)
                .map(Message::aggregateId)
                .toArray(Long[]::new);
        if (several.length > 0) {
            jdbc.update(ENTER, new MapSqlParameterSource("ids", several));
        }
    }

    private static Long[] distinct(List<Message<OrderEvent>> messages, Function<OrderEvent, LongStream> ids) {
        return messages.stream()
                .map(Message::data)
                .flatMapToLong(ids)
                .distinct()
                .boxed()
                .toArray(Long[]::new);
    }

    /**
     * The part of an order's event that a view shows: of one line its product, quantity and value, or else the lines.
     *
     * @param lines an array of objects with those three fields
     */
    record OrderEvent(
            long id,
            long user,
            @Nullable Long product,
            @Nullable Integer quantity,
            @Nullable Long value,
            @Nullable JsonNode lines,
            long total,
            String state,
            @Nullable String reason,
            @Nullable String market,
            Instant placedAt,
            Instant updatedAt) {

        LongStream products() {
            return lines == null
                    ? LongStream.of(Objects.requireNonNull(product, "An order has lines"))
                    : lines.valueStream()
                            .mapToLong(line -> line.required("product").longValue());
        }
    }
}
