package org.chasqui.orders.queries;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.chasqui.testing.security.AccessMatrix;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AccessIT extends AccessMatrix {

    @Override
    protected String rows() {
        return """
                GET /api-queries/orders      | GET /api-queries/orders        | | 401 | 200 | 200 | 200 | 403
                GET /api-queries/orders      | GET /api-queries/orders?user=7 | | 401 | 200 | 200 | 200 | 403
                GET /api-queries/orders/{id} | GET /api-queries/orders/1      | | 401 | 200 | 404 | 200 | 403
                GET /api-queries/orders/{id} | GET /api-queries/orders/999    | | 401 | 404 | 404 | 404 | 403
                GET /api-queries/orders/summary | GET /api-queries/orders/summary?by=user | | 401 | 403 | 403 | 200 | 403
                """;
    }

    @BeforeAll
    void twoOrders() {
        jdbc.sql("""
                INSERT INTO order_view (id, version, user_id, username, product_id, value, quantity, total, state, placed_at, updated_at)
                VALUES (1, 1, 7, 'ana', 1, 100, 1, 100, 'completed', now(), now()),
                       (2, 1, 8, 'eva', 1, 100, 1, 100, 'completed', now(), now())
                """).update();
    }

    @Test
    void aCustomersListHasOwnOrdersOnlyWhateverItAsksFor() throws IOException {
        assertThat(read("/api-queries/orders", SIGNER.customer(OWNER)))
                .contains("ana")
                .doesNotContain("eva");
        assertThat(read("/api-queries/orders?user=7", SIGNER.customer(OTHER))).contains("[]");
        assertThat(read("/api-queries/orders?state=completed&product=1", SIGNER.customer(OTHER)))
                .contains("eva")
                .doesNotContain("ana");
        assertThat(read("/api-queries/orders", SIGNER.admin())).contains("ana", "eva");
    }

    /** Before and after it is in the cache. */
    @Test
    void anotherCustomersOrderIsAsAbsentAsOneThatDoesNotExist() throws IOException {
        for (var reads = 0; reads < 3; reads++) {
            assertThat(read("/api-queries/orders/2", SIGNER.customer(OTHER))).contains("eva");
            assertThat(read("/api-queries/orders/2", SIGNER.customer(OWNER)))
                    .contains("There is no order 2.")
                    .doesNotContain("eva");
        }
    }
}
