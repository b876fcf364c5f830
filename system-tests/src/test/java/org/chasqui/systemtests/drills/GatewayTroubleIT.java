package org.chasqui.systemtests.drills;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.shop.Eventually.eventually;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.processes.LoneGateway;
import org.chasqui.systemtests.processes.Ports;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.Shop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients are told by the gateway alone, before services that fail in every way. */
@Drill
class GatewayTroubleIT {

    @TempDir
    private Path directory;

    @Test
    void aServiceThatIsNotThereIsABadGateway() {
        try (var gateway = LoneGateway.before("127.0.0.1:" + Ports.free()).start(directory);
                var shop = Shop.at(gateway.uri())) {
            saysWhatIsWrong(gateway, shop.get("/api-queries/users/7?x=1"), 502, "bad-gateway", "/api-queries/users/7");
            saysWhatIsWrong(gateway, shop.cancel(7), 502, "bad-gateway", "/api-commands/orders/7/cancel");
        }
    }

    @Test
    void aServiceThatBreaksOffIsABadGatewayAndACommandReachesItOnce() throws IOException {
        try (var service = new Stub(Socket::close);
                var gateway = LoneGateway.before(service.address()).start(directory);
                var shop = Shop.at(gateway.uri())) {
            saysWhatIsWrong(gateway, shop.cancel(7), 502, "bad-gateway", "/api-commands/orders/7/cancel");
            assertThat(service.requests()).isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT"})
    void aServiceThatDoesNotAnswerIsATimeoutAndACommandReachesItOnce(String method) throws IOException {
        try (var service = new Stub(connection -> {});
                var gateway = LoneGateway.before(service.address())
                        .with("proxy_read_timeout 15s", "proxy_read_timeout 200ms")
                        .start(directory);
                var shop = Shop.at(gateway.uri())) {
            var answer = shop.command(method, "/api-commands/users/7", Map.of());

            saysWhatIsWrong(gateway, answer, 504, "gateway-timeout", "/api-commands/users/7");
            assertThat(service.requests()).isOne();
        }
    }

    @Test
    void whoAsksTooOftenIsToldToWait() throws IOException {
        try (var service = new Stub(connection -> reply(connection, "200 OK", "Content-Type: application/json", "[]"));
                var gateway = LoneGateway.before(service.address())
                        .with("rate=1000000r/s", "rate=1r/m")
                        .with("burst=1000000", "burst=2")
                        .start(directory);
                var shop = Shop.at(gateway.uri())) {
            var answers = IntStream.range(0, 4)
                    .mapToObj(i -> shop.get("/api-queries/orders?limit=" + i))
                    .toList();

            assertThat(answers).extracting(Answer::status).containsExactly(200, 200, 200, 429);
            saysWhatIsWrong(gateway, answers.getLast(), 429, "too-many-requests", "/api-queries/orders");
            assertThat(service.requests()).isEqualTo(3);
        }
    }

    /** Which it says by itself only of what is not in its configuration today, such as a limit of connections. */
    @Test
    void whatTheGatewayCannotTakeNowIsUnavailable() {
        try (var gateway = LoneGateway.before("127.0.0.1:" + Ports.free())
                        .with("return 404;", "return 503;")
                        .start(directory);
                var shop = Shop.at(gateway.uri())) {
            saysWhatIsWrong(gateway, shop.get("/anything?x=1"), 503, "service-unavailable", "/anything");
        }
    }

    @Test
    void whatAServiceSaysOfItselfPassesUnchanged() throws IOException {
        var problem = "{\"type\":\"urn:chasqui:problem:replica-behind\",\"status\":503}";
        try (var service = new Stub(connection -> reply(
                        connection,
                        "503 Service Unavailable",
                        "Content-Type: application/problem+json\r\nRetry-After: 7",
                        problem));
                var gateway = LoneGateway.before(service.address()).start(directory);
                var shop = Shop.at(gateway.uri())) {
            var answer = shop.get("/api-queries/users/7");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).isEqualTo(problem);
            assertThat(answer.header("Retry-After")).contains("7");
            assertThat(service.requests()).isOne();
        }
    }

    private static void saysWhatIsWrong(LoneGateway gateway, Answer answer, int status, String slug, String instance) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.mediaType()).isEqualTo("application/problem+json");
        assertThat(answer.problem()).contains(slug);
        assertThat(answer.header("Retry-After")).contains("1");
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

    private static void reply(Socket connection, String status, String headers, String body) throws IOException {
        var answer = "HTTP/1.1 %s\r\n%s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                .formatted(status, headers, body.length(), body);
        connection.getOutputStream().write(answer.getBytes(UTF_8));
        connection.close();
    }

    /** In the place of a service: takes a request and does with its connection what the test says. */
    private static final class Stub implements AutoCloseable {

        private interface Reaction {
            void to(Socket connection) throws IOException;
        }

        private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final AtomicInteger requests = new AtomicInteger();
        private final Reaction reaction;
        private final Thread porter = Thread.ofVirtual().unstarted(this::takeAll);

        Stub(Reaction reaction) throws IOException {
            this.reaction = reaction;
            porter.start();
        }

        String address() {
            return "127.0.0.1:" + door.getLocalPort();
        }

        int requests() {
            return requests.get();
        }

        private void takeAll() {
            try (var connections = Executors.newVirtualThreadPerTaskExecutor()) {
                while (true) {
                    var connection = door.accept();
                    connections.submit(() -> {
                        connection.getInputStream().read(new byte[8192]);
                        requests.incrementAndGet();
                        reaction.to(connection);
                        return null;
                    });
                }
            } catch (IOException closed) {
                // the test is over
            }
        }

        @Override
        public void close() throws IOException {
            door.close();
        }
    }
}
