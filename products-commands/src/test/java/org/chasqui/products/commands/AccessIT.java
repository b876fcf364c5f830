package org.chasqui.products.commands;

import org.chasqui.testing.security.AccessMatrix;

class AccessIT extends AccessMatrix {

    @Override
    protected String rows() {
        return """
                PUT /api-commands/markets/{country}/{city} | PUT /api-commands/markets/NI/Masaya | {} | 401 | 403 | 403 | 400 | 403
                POST /api-commands/products     | POST /api-commands/products    | {}               | 401 | 403 | 403 | 400 | 403
                PUT /api-commands/products/{id} | PUT /api-commands/products/999 | {"name": "Quipu"} | 401 | 403 | 403 | 404 | 403
                POST /api-commands/products/{id}/stock-adjustments | POST /api-commands/products/999/stock-adjustments | {"delta": 1} | 401 | 403 | 403 | 404 | 403
                GET /actuator/compaction | GET /actuator/compaction | | 401 | 403 | 403 | 403 | 200
                POST /actuator/compaction | POST /actuator/compaction | {"action": "start"} | 401 | 403 | 403 | 403 | 200
                """;
    }
}
