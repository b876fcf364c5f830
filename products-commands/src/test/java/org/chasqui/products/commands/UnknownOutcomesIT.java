package org.chasqui.products.commands;

import java.util.stream.Stream;
import org.chasqui.testing.UnknownOutcomes;
import org.springframework.jdbc.core.simple.JdbcClient;

class UnknownOutcomesIT extends UnknownOutcomes {

    static Stream<Command> commands() {
        return Stream.of(
                new Command("POST", "/api-commands/products", "{\"name\": \"Camera\", \"value\": 5, \"stock\": 3}"),
                new Command("PUT", "/api-commands/products/1", "{\"stock\": 7}"),
                new Command("POST", "/api-commands/products/1/stock-adjustments", "{\"delta\": -2}"));
    }

    @Override
    protected void prepare(JdbcClient jdbc) {
        jdbc.sql("TRUNCATE product, stock_adjustment, messaging.event_log RESTART IDENTITY")
                .update();
        jdbc.sql("INSERT INTO product (version, name, value, stock, initial_stock) VALUES (1, 'Tripod', 5, 9, 9)")
                .update();
    }
}
