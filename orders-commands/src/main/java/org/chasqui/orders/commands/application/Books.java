package org.chasqui.orders.commands.application;

import org.chasqui.messaging.Book;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the verification compares. */
@Configuration(proxyBeanMethods = false)
class Books {

    private static final String TOTAL = """
            coalesce(value * quantity,
                     (SELECT sum(value * quantity) FROM jsonb_to_recordset(lines) AS line (quantity integer, value bigint)))""";

    /** The lines without their values. */
    private static final String WANTED = "(SELECT jsonb_agg(line - 'value') FROM jsonb_array_elements(lines) AS line)";

    @Bean
    Book ordersBook() {
        return Book.of(
                "orders",
                "order",
                "orders",
                "id",
                "user = user_id",
                "product = product_id",
                "quantity",
                "value",
                "lines",
                "total = " + TOTAL,
                "state",
                "reason",
                "cancelRequested = cancel_requested",
                "market",
                "placedAt = " + Book.time("placed_at"),
                "updatedAt = " + Book.time("updated_at"));
    }

    /**
     * Each order that is decided has the one decision that its state says. A reservation may be that of no order here: its order still
     * waits for its release, or was lost with an older backup.
     */
    @Bean
    Book decisionsBook() {
        return Book.about(
                "decisions",
                "products",
                "reservation",
                "orders",
                "id",
                "state <> 'processing'",
                "product = product_id",
                "quantity",
                "lines = " + WANTED,
                "state = CASE state WHEN 'completed' THEN 'reserved' WHEN 'failed' THEN 'refused' ELSE 'released' END");
    }
}
