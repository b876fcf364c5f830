package org.chasqui.users.queries;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.chasqui.testing.security.AccessMatrix;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AccessIT extends AccessMatrix {

    @Override
    protected String rows() {
        return """
                GET /api-queries/users      | GET /api-queries/users     | | 401 | 200 | 200 | 200 | 403
                GET /api-queries/users/{id} | GET /api-queries/users/7   | | 401 | 200 | 404 | 200 | 403
                GET /api-queries/users/{id} | GET /api-queries/users/999 | | 401 | 404 | 404 | 404 | 403
                """;
    }

    @BeforeAll
    void twoUsers() {
        jdbc.sql("INSERT INTO user_view (id, version, username) VALUES (7, 1, 'ana'), (8, 1, 'eva')")
                .update();
    }

    @Test
    void aCustomersListHasThatCustomerOnly() throws IOException {
        assertThat(read("/api-queries/users", SIGNER.customer(OWNER)))
                .contains("ana")
                .doesNotContain("eva");
        assertThat(read("/api-queries/users", SIGNER.customer(OTHER)))
                .contains("eva")
                .doesNotContain("ana");
        assertThat(read("/api-queries/users?after=7", SIGNER.customer(OWNER))).contains("[]");
        assertThat(read("/api-queries/users", SIGNER.admin())).contains("ana", "eva");
    }
}
