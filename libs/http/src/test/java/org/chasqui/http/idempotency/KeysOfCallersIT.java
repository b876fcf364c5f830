package org.chasqui.http.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.chasqui.http.SampleService;
import org.chasqui.testing.TestDatabase;
import org.chasqui.testing.TestTokens;
import org.chasqui.testing.UsesServers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A key belongs to the caller whose token names it. */
@SpringBootTest(
        classes = SampleService.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.application.name=shelf",
            "chasqui.idempotency.enabled=true",
            "chasqui.security.enabled=true"
        })
@UsesServers
@Import(ThingService.class)
class KeysOfCallersIT {

    private static final TestTokens SIGNER = TestTokens.signedBy("key");

    @TempDir
    private static Path directory;

    private final HttpClient client = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TestDatabase database;

    @Autowired
    private ThingService.Script script;

    @DynamicPropertySource
    static void keys(DynamicPropertyRegistry properties) {
        properties.add("chasqui.security.keys", () -> SIGNER.writtenTo(directory.resolve("jwks.json")));
    }

    @BeforeEach
    void empty() {
        ThingService.makeTable(database);
        jdbc.sql("TRUNCATE thing, idempotency.answer").update();
    }

    @Test
    void eachCallerGetsTheOwnFirstAnswer() throws Exception {
        var first = add(7, "key", "paper");
        var another = add(8, "key", "paper");

        assertThat(first.statusCode()).isEqualTo(another.statusCode()).isEqualTo(201);
        assertThat(another.headers().firstValue("Idempotency-Replayed")).isEmpty();
        assertThat(another.body()).isNotEqualTo(first.body());
        assertThat(add(7, "key", "paper").body()).isEqualTo(first.body());
        assertThat(add(8, "key", "paper").body()).isEqualTo(another.body());
        assertThat(add(8, "key", "scissors").statusCode()).isEqualTo(422);
    }

    @Test
    void noCallerBlocksAnother() throws Exception {
        try (var threads = Executors.newSingleThreadExecutor()) {
            var first = threads.submit(() -> add(7, "key", "slow"));
            assertThat(script.slowHasBegun.await(20, TimeUnit.SECONDS)).isTrue();

            assertThat(add(8, "key", "paper").statusCode()).isEqualTo(201);
            assertThat(add(7, "key", "slow").statusCode()).isEqualTo(409);
            script.slowMayEnd.countDown();
            assertThat(first.get().statusCode()).isEqualTo(201);
        }
    }

    @Test
    void aKeyOfTheGreatestLengthFitsWithTheLongestSubject() throws Exception {
        var caller = SIGNER.token("s".repeat(255), "customer").signed();

        assertThat(add(caller, "k".repeat(200), "paper").statusCode()).isEqualTo(201);
        assertThat(add(caller, "k".repeat(200), "paper").headers().firstValue("Idempotency-Replayed"))
                .contains("true");
    }

    private HttpResponse<String> add(long customer, String key, String name) throws IOException, InterruptedException {
        return add(SIGNER.customer(customer).signed(), key, name);
    }

    private HttpResponse<String> add(String token, String key, String name) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api-commands/things"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString("{\"name\": \"%s\"}".formatted(name)))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
