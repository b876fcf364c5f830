package org.chasqui.http.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.chasqui.testing.TestTokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A shop whose queries are open to all, and nothing else. */
@SpringBootTest(
        classes = GuardedService.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "chasqui.security.enabled=true",
            "chasqui.security.public-reads=true",
            "spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "management.endpoint.health.validate-group-membership=false"
        })
class PublicReadsTests {

    private static final TestTokens SIGNER = TestTokens.signedBy("key");

    @TempDir
    private static Path directory;

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void keys(DynamicPropertyRegistry properties) {
        properties.add("chasqui.security.keys", () -> SIGNER.writtenTo(directory.resolve("jwks.json")));
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /list,             200, 200, 200",
        "HEAD, /list,             200, 200, 200",
        "POST, /admin,            401, 403, 403",
        "GET,  /forgotten,        401, 403, 403",
        "GET,  /operator,         401, 403, 200",
        "GET,  /actuator/metrics, 401, 403, 200"
    })
    void onlyQueriesAreOpen(String method, String path, int nobody, int customer, int operator) throws IOException {
        assertThat(send(method, path, "")).startsWith("HTTP/1.1 " + nobody);
        assertThat(send(method, path, bearer(SIGNER.customer(7)))).startsWith("HTTP/1.1 " + customer);
        assertThat(send(method, path, bearer(SIGNER.operator()))).startsWith("HTTP/1.1 " + operator);
    }

    @Test
    void everybodySeesTheThingsOfAll() throws IOException {
        assertThat(send("GET", "/list", "")).contains("of all");
        assertThat(send("GET", "/list", bearer(SIGNER.customer(7)))).contains("of all");
    }

    @Test
    void aTokenThatIsNotValidIsRefusedAllTheSame() throws IOException {
        assertThat(send("GET", "/list", bearer(SIGNER.customer(7).ending(-60)))).startsWith("HTTP/1.1 401");
    }

    private static String bearer(TestTokens.Token token) {
        return GuardedService.bearer(token.signed());
    }

    private String send(String method, String path, String header) throws IOException {
        return GuardedService.send(port, method, path, header);
    }
}
