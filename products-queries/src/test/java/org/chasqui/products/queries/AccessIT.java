package org.chasqui.products.queries;

import org.chasqui.testing.security.AccessMatrix;

class AccessIT extends AccessMatrix {

    @Override
    protected String rows() {
        return """
                GET /api-queries/markets                  | GET /api-queries/markets           | | 200 | 200 | 200 | 200 | 200
                GET /api-queries/markets/availability     | GET /api-queries/markets/availability | | 400 | 400 | 400 | 400 | 400
                GET /api-queries/markets/{country}/{city} | GET /api-queries/markets/NI/Masaya | | 404 | 404 | 404 | 404 | 404
                GET /api-queries/products      | GET /api-queries/products     | | 200 | 200 | 200 | 200 | 200
                GET /api-queries/products/{id} | GET /api-queries/products/999 | | 404 | 404 | 404 | 404 | 404
                """;
    }
}
