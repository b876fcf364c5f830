package org.chasqui.orders.commands;

import org.chasqui.testing.security.AccessMatrix;
import org.junit.jupiter.api.BeforeAll;

class AccessIT extends AccessMatrix {

    @Override
    protected String rows() {
        return """
                POST /api-commands/orders             | POST /api-commands/orders            | {"user": 7, "product": 1, "quantity": 1} | 401 | 422 | 403 | 422 | 403
                POST /api-commands/orders/{id}/cancel | POST /api-commands/orders/1/cancel   | | 401 | 202 | 403 | 202 | 403
                POST /api-commands/orders/{id}/cancel | POST /api-commands/orders/999/cancel | | 401 | 403 | 403 | 404 | 403
                GET /actuator/undecided               | GET /actuator/undecided?seconds=0    | | 401 | 403 | 403 | 403 | 200
                GET /actuator/compaction | GET /actuator/compaction | | 401 | 403 | 403 | 403 | 200
                POST /actuator/compaction | POST /actuator/compaction | {"action": "start"} | 401 | 403 | 403 | 403 | 200
                """;
    }

    @BeforeAll
    void anOrder() {
        jdbc.sql("""
                INSERT INTO orders (id, version, user_id, product_id, quantity, value, state, cancel_requested, placed_at, updated_at, reminders)
                OVERRIDING SYSTEM VALUE VALUES (1, 1, 7, 1, 1, 100, 'processing', false, now(), now(), 0)
                """).update();
    }
}
