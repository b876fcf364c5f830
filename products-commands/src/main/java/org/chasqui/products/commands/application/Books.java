package org.chasqui.products.commands.application;

import org.chasqui.messaging.Book;
import org.chasqui.messaging.Rule;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the verification compares and checks. */
@Configuration(proxyBeanMethods = false)
class Books {

    private static final String UNEXPLAINED = """
            SELECT format('product %s has %s in stock, but initial %s + adjusted %s - reserved %s',
                          id, stock, initial_stock, coalesce(adjusted, 0), coalesce(reserved, 0))
            FROM product
            LEFT JOIN (SELECT product_id, sum(delta) AS adjusted FROM stock_adjustment GROUP BY product_id) AS a ON a.product_id = id
            LEFT JOIN (SELECT product_id, sum(quantity) AS reserved
                       FROM (SELECT product_id, quantity FROM reservation WHERE state = 'reserved' AND lines IS NULL
                             UNION ALL
                             SELECT line.product, line.quantity
                             FROM reservation CROSS JOIN jsonb_to_recordset(lines) AS line (product bigint, quantity bigint)
                             WHERE state = 'reserved' AND lines IS NOT NULL) AS held
                       GROUP BY product_id) AS r ON r.product_id = id
            WHERE stock <> initial_stock + coalesce(adjusted, 0) - coalesce(reserved, 0)
            """;

    @Bean
    Book productsBook() {
        return Book.of(
                "products",
                "product",
                "product",
                "id",
                "name",
                "description",
                "value",
                "stock",
                "onSale = on_sale",
                "markets = to_jsonb(markets)");
    }

    @Bean
    Book reservationsBook() {
        return Book.of(
                "products",
                "reservation",
                "reservation",
                "order_id",
                "product = product_id",
                "quantity",
                "lines",
                "state",
                "reason");
    }

    @Bean
    Book marketsBook() {
        return Book.of("products", "market", "market", "id", "country", "city", "key", "active");
    }

    @Bean
    Rule stockRule() {
        return new Rule("stock", UNEXPLAINED);
    }
}
