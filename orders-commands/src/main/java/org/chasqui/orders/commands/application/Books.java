package org.chasqui.orders.commands.application;

import org.chasqui.messaging.Book;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the verification compares. */
@Configuration(proxyBeanMethods = false)
class Books {

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
                "total = value * quantity",
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
                "state = CASE state WHEN 'completed' THEN 'reserved' WHEN 'failed' THEN 'refused' ELSE 'released' END");
    }
}
