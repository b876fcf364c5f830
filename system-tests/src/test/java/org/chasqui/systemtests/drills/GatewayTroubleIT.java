package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.shop.Eventually.eventually;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.processes.FreePorts;
import org.chasqui.systemtests.processes.GatewayFixture;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.OrderLine;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.testing.RawHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks what the gateway answers when the services behind it fail in different ways. */
@Drill
class GatewayTroubleIT {

    /** The default limit of an address. */
    private static final int CLIENT_REQUESTS = 50;

    /** The limit of the gateway's container. */
    private static final long CONTAINER_KIB = 128 * 1024;

    @TempDir
    private Path directory;

    @Test
    void answers502ForAServiceThatDoesNotRun() {
        try (var gateway = GatewayFixture.inFrontOf("127.0.0.1:" + FreePorts.free())
                        .start(directory);
                var shop = Shop.at(gateway.uri())) {
            var read = shop.get("/api-queries/users/7?x=1");
            assertProblem(gateway, read, 502, "bad-gateway", "/api-queries/users/7");
            assertThat(read.header("Retry-After")).contains("1");
            assertProblem(gateway, shop.cancel(7), 502, "bad-gateway", "/api-commands/orders/7/cancel");
        }
    }

    @Test
    void answers502WhenAServiceBreaksOffAndSendsTheCommandOnce() throws IOException {
        try (var service = new ServiceStub(Socket::close);
                var gateway = GatewayFixture.inFrontOf(service.address()).start(directory);
                var shop = Shop.at(gateway.uri())) {
            var answer = shop.cancel(7);

            assertProblem(gateway, answer, 502, "bad-gateway", "/api-commands/orders/7/cancel");
            assertThat(answer.header("Retry-After"))
                    .as("it may have been executed")
                    .isEmpty();
            assertThat(service.requests()).isOne();

            var withKey = shop.tryToPlaceOrder("a key", 3, List.of(new OrderLine(7, 1)))
                    .orElseThrow();
            assertProblem(gateway, withKey, 502, "bad-gateway", "/api-commands/orders");
            assertThat(withKey.header("Retry-After")).contains("1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT"})
    void answers504WhenAServiceDoesNotAnswerAndSendsTheCommandOnce(String method) throws IOException {
        try (var service = new ServiceStub(connection -> {});
                var gateway = GatewayFixture.inFrontOf(service.address())
                        .with("proxy_read_timeout 15s", "proxy_read_timeout 200ms")
                        .start(directory);
                var shop = Shop.at(gateway.uri())) {
            var answer = shop.command(method, "/api-commands/users/7", Map.of());

            assertProblem(gateway, answer, 504, "gateway-timeout", "/api-commands/users/7");
            assertThat(answer.header("Retry-After"))
                    .as("it may have been executed")
                    .isEmpty();
            assertThat(service.requests()).isOne();
        }
    }

    @Test
    void tellsAClientWithTooManyRequestsToWait() throws IOException {
        try (var service = new ServiceStub(
                        connection -> ServiceStub.reply(connection, "200 OK", "Content-Type: application/json", "[]"));
                var gateway = GatewayFixture.inFrontOf(service.address())
                        .with("${GATEWAY_RATE_LIMIT}r/s", "1r/m")
                        .with("burst=${GATEWAY_RATE_BURST}", "burst=2")
                        .start(directory);
                var shop = Shop.at(gateway.uri())) {
            var answers = IntStream.range(0, 4)
                    .mapToObj(i -> shop.get("/api-queries/orders?limit=" + i))
                    .toList();

            assertThat(answers).extracting(Answer::status).containsExactly(200, 200, 200, 429);
            assertProblem(gateway, answers.getLast(), 429, "too-many-requests", "/api-queries/orders");
            assertThat(answers.getLast().header("Retry-After")).contains("1");
            assertThat(service.requests()).isEqualTo(3);
        }
    }

    /** Nothing in the gateway's present configuration answers 503 by itself, so the test puts it there. */
    @Test
    void answers503ForWhatItCannotAcceptNow() {
        try (var gateway = GatewayFixture.inFrontOf("127.0.0.1:" + FreePorts.free())
                        .with("return 404;", "return 503;")
                        .start(directory);
                var shop = Shop.at(gateway.uri())) {
            var answer = shop.get("/anything?x=1");
            assertProblem(gateway, answer, 503, "service-unavailable", "/anything");
            assertThat(answer.header("Retry-After")).contains("1");
        }
    }

    /** Uses the shop's default limits. The gateway closes slow heads after their time, and limits the bodies of an address. */
    @Test
    void aThousandSlowHeadsAndBodiesOfOneAddressHarmNoOtherClient() throws IOException {
        try (var service = new ServiceStub(
                        connection -> ServiceStub.reply(connection, "200 OK", "Content-Type: application/json", "[]"));
                var gateway =
                        GatewayFixture.inFrontOf(service.address()).withLimits().start(directory);
                var shop = Shop.at(gateway.uri());
                var heads = new SlowClients(gateway.uri(), "127.0.0.2");
                var bodies = new SlowClients(gateway.uri(), "127.0.0.2")) {
            long idle = gateway.memory();
            heads.begin(1_000, "GET /api-queries/users HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
            bodies.begin(
                    1_000,
                    "POST /api-commands/users HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Content-Length: 65536\r\n\r\n" + "x".repeat(60_000));
            eventually(() -> assertThat(heads.connected() + bodies.connected()).isEqualTo(2_000));
            long under = gateway.memory();

            for (int i = 0; i < 100; i++) {
                assertThat(shop.get("/api-queries/orders?limit=" + i).status()).isEqualTo(200);
                assertThat(shop.cancel(i).status()).isEqualTo(200);
            }

            eventually(() -> assertThat(heads.open()).isZero());
            eventually(() -> assertThat(bodies.open()).isEqualTo(CLIENT_REQUESTS));
            assertThat(heads.answers().keySet())
                    .as("closed, or answered with the reason")
                    .isSubsetOf("", "408");
            assertThat(bodies.answers().keySet()).isSubsetOf("", "429"); // a reset may overtake the answer
            assertThat(bodies.answers().getOrDefault("429", 0L)).isPositive();
            long most = Math.max(under, gateway.memory());
            System.out.printf(
                    "System tests: Nginx's workers have %,d KiB (RSS), with 2,000 slow clients %,d KiB; heads %s,"
                            + " bodies %s%n",
                    idle, most, heads.answers(), bodies.answers());
            assertThat(most).isLessThan(CONTAINER_KIB);
        }
    }

    @Test
    void closesAConnectionThatStopsInItsBody() throws IOException {
        try (var service = new ServiceStub(
                        connection -> ServiceStub.reply(connection, "200 OK", "Content-Type: application/json", "[]"));
                var gateway = GatewayFixture.inFrontOf(service.address())
                        .with("client_body_timeout 5s", "client_body_timeout 100ms")
                        .start(directory);
                var slow = new SlowClients(gateway.uri(), "127.0.0.2")) {
            slow.begin(
                    10,
                    "POST /api-commands/users HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Content-Length: 3\r\n\r\nx");

            eventually(() -> assertThat(slow.answers().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(10));
            assertThat(slow.answers().keySet()).isSubsetOf("", "408");
            assertThat(service.requests()).isZero();
        }
    }

    @Test
    void servesAHostNameThatAnOperatorAdded() throws IOException {
        try (var service = new ServiceStub(
                        connection -> ServiceStub.reply(connection, "200 OK", "Content-Type: application/json", "[]"));
                var gateway = GatewayFixture.inFrontOf(service.address()).start(directory)) {
            var request = "GET /api-queries/users HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n";

            assertThat(RawHttp.exchange(gateway.uri(), request.formatted("shop.example")))
                    .startsWith("HTTP/1.1 200");
            assertThat(RawHttp.exchange(gateway.uri(), request.formatted("shop.example.evil.example")))
                    .startsWith("HTTP/1.1 421");
        }
    }

    @Test
    void passesTheServicesOwnAnswersOnUnchanged() throws IOException {
        var problem = "{\"type\":\"urn:chasqui:problem:replica-behind\",\"status\":503}";
        try (var service = new ServiceStub(connection -> ServiceStub.reply(
                        connection,
                        "503 Service Unavailable",
                        "Content-Type: application/problem+json\r\nRetry-After: 7",
                        problem));
                var gateway = GatewayFixture.inFrontOf(service.address()).start(directory);
                var shop = Shop.at(gateway.uri())) {
            var answer = shop.get("/api-queries/users/7");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).isEqualTo(problem);
            assertThat(answer.header("Retry-After")).contains("7");
            assertThat(service.requests()).isOne();
        }
    }

    private static void assertProblem(GatewayFixture gateway, Answer answer, int status, String slug, String instance) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.mediaType()).isEqualTo("application/problem+json");
        assertThat(answer.problem()).contains(slug);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        var problem = answer.asJson();
        assertThat(problem.path("title").asString("")).isNotBlank();
        assertThat(problem.path("status").asInt(0)).isEqualTo(status);
        assertThat(problem.path("detail").asString("")).endsWith(".");
        assertThat(problem.path("instance").asString("")).isEqualTo(instance);
        var id = problem.path("traceId").asString("");
        assertThat(answer.header("X-Request-Id")).contains(id);
        eventually(() -> assertThat(gateway.accessLog().lines())
                .anyMatch(line -> line.contains(instance)
                        && line.contains(" %d ".formatted(status))
                        && line.contains("id=" + id)));
    }
}
