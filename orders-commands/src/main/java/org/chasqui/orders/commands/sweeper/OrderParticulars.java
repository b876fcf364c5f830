package org.chasqui.orders.commands.sweeper;

import java.util.List;
import java.util.Optional;
import org.chasqui.messaging.actuate.Particulars;
import org.chasqui.orders.commands.domain.OrderLine;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Shows an operator what was ordered, and what has become of it. */
@Component
@NullMarked
class OrderParticulars implements Particulars {

    private static final String ORDER = """
            SELECT user_id, market, state, reason, cancel_requested,
                   coalesce(lines, jsonb_build_array(jsonb_build_object('product', product_id, 'quantity', quantity, 'value', value))) AS lines
            FROM orders WHERE id = ?
            """;

    private final JdbcClient jdbc;
    private final JsonMapper json;

    OrderParticulars(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** @param user the id alone: an operator may not know more of customers */
    record OrderDetails(
            long user,
            @Nullable String market,
            String state,
            @Nullable String reason,
            boolean cancelRequested,
            List<OrderLine> lines) {}

    @Override
    public String aggregate() {
        return "order";
    }

    @Override
    public Optional<OrderDetails> of(long id) {
        return jdbc.sql(ORDER)
                .param(id)
                .query((row, number) -> new OrderDetails(
                        row.getLong("user_id"),
                        row.getString("market"),
                        row.getString("state"),
                        row.getString("reason"),
                        row.getBoolean("cancel_requested"),
                        List.of(json.readValue(row.getString("lines"), OrderLine[].class))))
                .optional();
    }
}
