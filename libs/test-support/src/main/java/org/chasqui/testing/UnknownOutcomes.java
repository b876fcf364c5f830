package org.chasqui.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Checks commands whose database connection breaks at the commit or before it, with the service's own transaction manager. A command
 * service extends this class with a static method {@code commands()} that returns a {@link Command} of each kind. Each must succeed on the
 * state that {@link #prepare} creates.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "messaging.autostart=false")
@UsesServers(proxied = true)
public abstract class UnknownOutcomes {

    private final HttpClient http = HttpClient.newHttpClient();

    @Autowired
    private TestDatabase database;

    @Autowired
    private TcpProxy postgresProxy;

    @LocalServerPort
    private int port;

    private long eventsBefore;

    /** @param body JSON, or empty */
    public record Command(String method, String path, String body) {}

    /** Empties the service's tables and creates what the commands need. */
    protected abstract void prepare(JdbcClient jdbc);

    @BeforeEach
    void prepareTheDatabase() {
        var jdbc = JdbcClient.create(database.dataSource());
        jdbc.sql("TRUNCATE idempotency.answer").update();
        prepare(jdbc);
        eventsBefore = events();
    }

    @AfterEach
    void repairTheConnection() {
        postgresProxy.mend();
        http.close();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void saysThatTheOutcomeIsUnknownWhenTheAnswerToACommitIsLost(Command command) {
        postgresProxy.answers().when("COMMIT", TcpProxy.Connection::cutClient);

        assertThatOutcomeIsUnknown(send(command));

        assertThat(newEvents()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void saysThatTheOutcomeIsUnknownWhenACommitNeverArrives(Command command) {
        postgresProxy.requests().when("COMMIT", TcpProxy.Connection::cut);

        assertThatOutcomeIsUnknown(send(command));

        assertThat(newEvents()).isZero();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void givesTheFirstAnswerToARepeatedCommandWithAKey(Command command) {
        postgresProxy.answers().when("COMMIT", TcpProxy.Connection::cutClient);

        var unknown = send(command, "Idempotency-Key", "a key");

        if (!command.method().equals("POST")) {
            assertThatOutcomeIsUnknown(unknown); // only a POST takes a key
            return;
        }
        assertThat(unknown.statusCode()).isEqualTo(500);
        assertThat(unknown.body()).contains("urn:chasqui:problem:outcome-unknown");
        assertThat(unknown.headers().firstValue("Retry-After")).contains("1");
        var repeated = send(command, "Idempotency-Key", "a key");
        assertThat(repeated.statusCode()).as(repeated.body()).isBetween(200, 299);
        assertThat(repeated.headers().firstValue("Idempotency-Replayed")).contains("true");
        assertThat(newEvents()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void invitesToRepeatWhenTheConnectionBreaksBeforeTheCommit(Command command) {
        postgresProxy.requests().when("INTO messaging.event_log", TcpProxy.Connection::cut);

        var refused = send(command);

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(newEvents()).isZero();
        assertThat(send(command).statusCode()).isBetween(200, 299);
        assertThat(newEvents()).isEqualTo(1);
    }

    private static void assertThatOutcomeIsUnknown(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
        assertThat(answer.body()).contains("urn:chasqui:problem:outcome-unknown");
        assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
    }

    /** @param header its name and its value, or nothing */
    protected final HttpResponse<String> send(Command command, String... header) {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + command.path()))
                .header("Content-Type", "application/json")
                .method(command.method(), BodyPublishers.ofString(command.body()));
        if (header.length > 0) {
            request.headers(header);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private long newEvents() {
        return events() - eventsBefore;
    }

    private long events() {
        return JdbcClient.create(database.dataSource())
                .sql("SELECT count(*) FROM messaging.event_log")
                .query(Long.class)
                .single();
    }
}
