package org.chasqui.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import jakarta.validation.Validation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.chasqui.operations.OperationsAutoConfiguration.OperationsProperties;
import org.chasqui.testing.UsesServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Asks one service about all: two that a test server plays, and one that does not run. */
@SpringBootTest(classes = OperationsTestApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@UsesServers
class ShopIT {

    private static final String UP = """
            {"status":"UP","components":{"db":{"status":"UP"},"redis":{"status":"UP"}}}""";
    private static final String INFO = """
            {"build":{"version":"1.2"},"instance":"here:1"}""";

    private static final Map<String, Reply> REPLIES = new ConcurrentHashMap<>();
    private static final List<String> TOKENS = new CopyOnWriteArrayList<>();
    private static final HttpServer SERVER = server();

    @LocalServerPort
    private int port;

    private record Reply(int status, String body) {}

    private static HttpServer server() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newCachedThreadPool());
            server.createContext("/", exchange -> {
                TOKENS.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
                var path = exchange.getRequestURI().toString();
                var host = exchange.getRequestHeaders().getFirst("Host").split(":")[0];
                var reply = REPLIES.getOrDefault(host + path, new Reply(404, "{}"));
                if (reply.status() == 302) {
                    exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/elsewhere");
                }
                var body = reply.body().getBytes(UTF_8);
                exchange.sendResponseHeaders(reply.status(), body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @DynamicPropertySource
    static void addresses(DynamicPropertyRegistry properties) {
        var at = ":" + SERVER.getAddress().getPort();
        properties.add(
                "chasqui.operations.services",
                () -> "first=127.0.0.1%s,second=localhost%s,third=127.0.0.1:%d".formatted(at, at, unusedPort()));
        properties.add("chasqui.operations.traces", () -> "http://localhost:9411/zipkin/traces/{trace}");
    }

    private static int unusedPort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void allIsWell() {
        REPLIES.clear();
        TOKENS.clear();
        for (var host : List.of("127.0.0.1", "localhost")) {
            reply(host, "/actuator/health", 200, UP);
            reply(host, "/actuator/info", 200, INFO);
        }
    }

    @AfterAll
    static void stop() {
        SERVER.stop(0);
    }

    private static void reply(String host, String path, int status, String body) {
        REPLIES.put(host + path, new Reply(status, body));
    }

    @Test
    void theShopIsDownWhileAServiceDoesNotAnswer() {
        var answer = new Client(port).get("/ops/health");

        assertThat(answer.status()).isEqualTo(503);
        var health = answer.json();
        assertThat(health.path("status").asString()).isEqualTo("DOWN");
        assertThat(health.path("redis").asString()).isEqualTo("UP");
        assertThat(health.path("services").get(0).toString())
                .isEqualTo(
                        "{\"name\":\"first\",\"status\":\"UP\",\"database\":\"UP\",\"redis\":\"UP\",\"version\":\"1.2\",\"instance\":\"here:1\"}");
        assertThat(health.path("unanswered").toString()).isEqualTo("{\"third\":\"Nobody listens there.\"}");
    }

    @Test
    void aServiceThatIsIllSaysOfWhat() {
        reply(
                "localhost",
                "/actuator/health",
                503,
                "{\"status\":\"DOWN\",\"components\":{\"db\":{\"status\":\"DOWN\"},\"redis\":{\"status\":\"DOWN\"}}}");

        var health = new Client(port).get("/ops/health").json();
        assertThat(health.path("redis").asString()).isEqualTo("DOWN");
        assertThat(health.at("/services/0/status").asString()).isEqualTo("UP");
        assertThat(health.at("/services/1/status").asString()).isEqualTo("DOWN");
        assertThat(health.at("/services/1/database").asString()).isEqualTo("DOWN");
    }

    @Test
    void theTokenGoesToTheServicesAndFollowsNoRedirect() {
        reply("localhost", "/actuator/health", 302, "");
        reply("127.0.0.1", "/actuator/health", 403, "{}");

        var health = new Client(port)
                .get("/ops/health", "Authorization", "Bearer abc")
                .json();
        assertThat(TOKENS).hasSize(4).containsOnly("Bearer abc");
        assertThat(health.at("/unanswered/second").asString()).isEqualTo("It answered 302.");
        assertThat(health.at("/unanswered/first").asString()).isEqualTo("It answered 403.");
        assertThat(health.path("services").size()).isZero();
    }

    @Test
    void logsAreInTheOrderOfTheirTimes() {
        var path =
                "/actuator/logs?limit=3&since=2026-01-01T00:00:00Z&level=warn&trace=4bf92f3577b34da6a3ce929d0e0e4736";
        reply("127.0.0.1", path, 200, lines("first", "2026-01-01T00:00:01Z", "2026-01-01T00:00:03.5Z"));
        reply("localhost", path, 200, lines("second", "2026-01-01T00:00:01.1Z", "2026-01-01T00:00:03Z"));

        var logs = new Client(port)
                .get("/ops/logs?limit=3&since=2026-01-01T00:00:00Z&level=warn&trace=4bf92f3577b34da6a3ce929d0e0e4736")
                .json();
        assertThat(logs.path("lines")
                        .valueStream()
                        .map(line -> line.path("time").asString()))
                .containsExactly("2026-01-01T00:00:01.100Z", "2026-01-01T00:00:03Z", "2026-01-01T00:00:03.500Z");
        assertThat(logs.path("lines")
                        .valueStream()
                        .map(line -> line.path("service").asString()))
                .containsExactly("second", "second", "first");
        assertThat(logs.path("unanswered").propertyNames()).containsExactly("third");
    }

    private static String lines(String service, String... times) {
        return "{\"lines\":[%s]}"
                .formatted(String.join(
                        ",",
                        List.of(times).stream()
                                .map(time ->
                                        "{\"time\":\"%s\",\"service\":\"%s\",\"instance\":\"i\",\"level\":\"WARN\",\"logger\":\"l\",\"thread\":\"t\",\"traceId\":null,\"message\":\"m\",\"stack\":null}"
                                                .formatted(time, service))
                                .toList()));
    }

    @Test
    void oneServiceIsAskedAlone() {
        reply("localhost", "/actuator/logs?limit=200", 200, lines("second", "2026-01-01T00:00:03Z"));

        assertThat(new Client(port)
                        .get("/ops/logs?service=second")
                        .json()
                        .path("lines")
                        .size())
                .isOne();
        assertThat(TOKENS).hasSize(1);
        assertThat(new Client(port).get("/ops/logs?service=fourth").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"since=yesterday", "level=loud", "trace=1", "limit=0", "limit=1001"})
    void aQuestionThatNobodyUnderstandsIsRefused(String query) {
        var answer = new Client(port).get("/ops/logs?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("validation-failed");
    }

    @Test
    void aServiceShowsItsOwnLog() {
        var lines =
                new Client(port).get("/actuator/logs?limit=1&level=info").json().path("lines");

        assertThat(lines.size()).isOne();
        assertThat(lines.get(0).path("service").asString()).isEqualTo("service");
        assertThat(new Client(port).get("/actuator/logs?level=loud").status()).isEqualTo(400);
    }

    @Test
    void aServiceSaysWhereABrowserFindsATrace() {
        assertThat(new Client(port).get("/actuator/info").json().path("traces").asString())
                .isEqualTo("http://localhost:9411/zipkin/traces/{trace}");
    }

    /** The console makes links of it. */
    @ParameterizedTest
    @ValueSource(strings = {"javascript:alert('{trace}')", "http://localhost:9411/zipkin/", "/traces/{trace}"})
    void anAddressOfTracesThatIsNoneIsRefused(String address) {
        try (var validation = Validation.buildDefaultValidatorFactory()) {
            assertThat(validation.getValidator().validate(new OperationsProperties(List.of(), address)))
                    .singleElement()
                    .satisfies(violation -> assertThat(violation.getMessage()).contains("{trace}"));
        }
    }

    @Test
    void theListsOfSubscriptionsAreCounted() {
        reply(
                "localhost",
                "/actuator/subscriptions",
                200,
                "{\"consumed\":[{\"name\":\"orders.0.second\",\"queued\":3},{\"name\":\"users.0.second\",\"queued\":null}]}");

        var all = new Client(port).get("/ops/queues").json();
        assertThat(all.path("queues").toString())
                .isEqualTo("[{\"name\":\"orders.0.second\",\"kind\":\"subscription\",\"count\":3},"
                        + "{\"name\":\"users.0.second\",\"kind\":\"subscription\",\"count\":null}]");
        assertThat(all.path("unanswered").propertyNames()).containsExactly("first", "third");
        assertThat(new Client(port)
                        .get("/ops/queues/orders.0.second/count")
                        .json()
                        .path("count")
                        .asInt())
                .isEqualTo(3);
        assertThat(new Client(port).get("/ops/queues/products.0.second/count").status())
                .isEqualTo(404);
        assertThat(new Client(port).get("/ops/queues/orders.0.third/count").problem())
                .isEqualTo("queue-unavailable");
    }

    @Test
    void theListOfASubscriptionIsLookedAtThroughItsSubscriber() {
        reply(
                "localhost",
                "/actuator/subscriptions",
                200,
                "{\"consumed\":[{\"name\":\"orders.0.second\",\"queued\":3},{\"name\":\"users.0.second\",\"queued\":null}]}");
        reply(
                "localhost",
                "/actuator/subscriptions/orders.0.second?limit=1",
                200,
                "{\"name\":\"orders.0.second\",\"count\":3,\"messages\":[{\"position\":7,\"envelope\":{}}]}");
        reply("localhost", "/actuator/subscriptions/users.0.second?limit=20", 503, "");

        assertThat(new Client(port)
                        .get("/ops/queues/orders.0.second/messages?limit=1")
                        .json()
                        .toString())
                .isEqualTo(
                        "{\"name\":\"orders.0.second\",\"count\":3,\"messages\":[{\"position\":7,\"envelope\":{}}]}");
        assertThat(new Client(port)
                        .get("/ops/queues/products.0.second/messages")
                        .status())
                .isEqualTo(404);
        for (var silent : List.of("users.0.second", "users.0.third")) {
            assertThat(new Client(port)
                            .get("/ops/queues/" + silent + "/messages")
                            .problem())
                    .isEqualTo("queue-unavailable");
        }
    }
}
