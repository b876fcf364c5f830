package org.chasqui.http.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.chasqui.testing.TestTokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A provider of OpenID Connect beside the installation's own keys. It is away at first. */
@SpringBootTest(
        classes = GuardedService.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "chasqui.security.enabled=true",
            "spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "management.health.redis.enabled=false",
            "management.endpoint.health.validate-group-membership=false"
        })
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProviderTests {

    private static final TestTokens OWN = TestTokens.signedBy("own");
    private static final TestTokens PROVIDER = TestTokens.signedBy("provider");
    private static final HttpServer SERVER = listening();
    private static final String ISSUER =
            "http://127.0.0.1:%d/realms/shop".formatted(SERVER.getAddress().getPort());

    private static final AtomicInteger asked = new AtomicInteger();

    @TempDir
    private static Path directory;

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void issuers(DynamicPropertyRegistry properties) {
        properties.add("chasqui.security.keys", () -> OWN.writtenTo(directory.resolve("jwks.json")));
        properties.add("spring.security.oauth2.resourceserver.jwt.issuer-uri", () -> ISSUER);
    }

    @Test
    @Order(1)
    void whileTheProviderIsAwayItsTokensAreNotCalledInvalidAndOwnOnesCount() throws IOException {
        assertThat(answerTo(PROVIDER.customer(7).with("iss", ISSUER)))
                .startsWith("HTTP/1.1 503")
                .contains("urn:chasqui:problem:service-unavailable")
                .containsIgnoringCase("retry-after: 1");
        assertThat(answerTo(OWN.customer(7))).startsWith("HTTP/1.1 200");
    }

    @Test
    @Order(2)
    void eachIssuersTokensAreCheckedByItsOwnKeysOnly() throws IOException {
        serve("/realms/shop/.well-known/openid-configuration", """
                {"issuer": "%s", "jwks_uri": "%s/keys", "subject_types_supported": ["public"]}""".formatted(ISSUER, ISSUER));
        serve("/realms/shop/keys", TestTokens.keySet(PROVIDER));

        Awaitility.await()
                .untilAsserted(() -> assertThat(answerTo(PROVIDER.customer(7).with("iss", ISSUER)))
                        .startsWith("HTTP/1.1 200")
                        .endsWith(ISSUER + "#customer-7"));
        assertThat(answerTo(PROVIDER.customer(8).with("iss", ISSUER))).startsWith("HTTP/1.1 403");
        assertThat(answerTo(OWN.customer(7))).startsWith("HTTP/1.1 200");

        assertThat(answerTo(PROVIDER.customer(7))).startsWith("HTTP/1.1 401");
        assertThat(answerTo(OWN.customer(7).with("iss", ISSUER))).startsWith("HTTP/1.1 401");
        assertThat(answerTo(PROVIDER.customer(7).with("iss", ISSUER).with("aud", "elsewhere")))
                .startsWith("HTTP/1.1 401");
        assertThat(answerTo(PROVIDER.customer(7).with("iss", "https://elsewhere.example")))
                .startsWith("HTTP/1.1 401");
        assertThat(answerTo(PROVIDER.customer(7).with("iss", ISSUER).ending(-30)))
                .startsWith("HTTP/1.1 401");
    }

    @Test
    @Order(3)
    void tokensOfUnknownKeysDoNotFloodTheProvider() throws IOException {
        var before = asked.get();
        for (int i = 0; i < 20; i++) {
            assertThat(answerTo(TestTokens.signedBy("made up " + i).customer(7).with("iss", ISSUER)))
                    .startsWith("HTTP/1.1 401");
        }

        assertThat(asked.get() - before).isBetween(1, 10);
        assertThat(answerTo(PROVIDER.customer(7).with("iss", ISSUER))).startsWith("HTTP/1.1 200");
    }

    private static HttpServer listening() {
        try {
            var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void stop() {
        SERVER.stop(0);
    }

    private static void serve(String path, String json) {
        SERVER.createContext(path, exchange -> {
            asked.incrementAndGet();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, json.length());
            exchange.getResponseBody().write(json.getBytes(UTF_8));
            exchange.close();
        });
    }

    private String answerTo(TestTokens.Token token) throws IOException {
        return GuardedService.send(port, "GET", "/own/7", GuardedService.bearer(token.signed()));
    }
}
