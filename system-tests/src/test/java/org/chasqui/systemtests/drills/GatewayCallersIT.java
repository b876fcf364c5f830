package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.processes.GatewayFixture;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.testing.RawHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks what the gateway of a secured shop tells services about a caller, and what it allows the pages of other sites. */
@Drill
class GatewayCallersIT {

    private static final String LISTED = "https://page.example";

    @TempDir
    private Path directory;

    private final Random random = new Random(7);

    @Test
    void passesOnTheTokenAndNothingElseAboutTheCaller() throws IOException {
        try (var service = ServiceStub.answering();
                var gateway = GatewayFixture.inFrontOf(service.address()).start(directory)) {
            RawHttp.exchange(
                    gateway.uri(),
                    "GET /api-queries/users HTTP/1.1\nHost: localhost\nAuthorization: Bearer a.b.c\nCookie: session=1\n"
                            .concat("Forwarded: for=claimed\nRemote-User: claimed\nX-Forwarded-For: claimed\n")
                            .concat("X-Forwarded-Host: claimed\nX-Forwarded-User: claimed\nX-Real-IP: claimed\n")
                            .concat("X-Remote-User: claimed\nX-User: claimed\nConnection: close\n\n")
                            .replace("\n", "\r\n"));

            var names = service.lastRequest()
                    .lines()
                    .skip(1)
                    .filter(line -> line.contains(":"))
                    .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT))
                    .toList();
            assertThat(names).containsExactlyInAnyOrder("host", "x-request-id", "authorization");
            assertThat(service.lastRequest()).contains("\r\nAuthorization: Bearer a.b.c\r\n");
        }
    }

    @Test
    void aRefusalOfATokenPassesUnchanged() throws IOException {
        var problem = "{\"type\":\"urn:chasqui:problem:unauthorized\",\"status\":401}";
        try (var service = new ServiceStub(connection -> ServiceStub.reply(
                        connection,
                        "401 Unauthorized",
                        "Content-Type: application/problem+json\r\nWWW-Authenticate: Bearer realm=\"chasqui\"",
                        problem));
                var gateway = GatewayFixture.inFrontOf(service.address()).start(directory);
                var shop = Shop.at(gateway.uri())) {
            var answer = shop.get("/api-queries/users/7");

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.body()).isEqualTo(problem);
            assertThat(answer.header("WWW-Authenticate")).contains("Bearer realm=\"chasqui\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api-queries/users/7", "/nothing"})
    void everyAnswerForbidsABrowserEverything(String path) throws IOException {
        try (var service = ServiceStub.answering();
                var gateway = GatewayFixture.inFrontOf(service.address()).start(directory);
                var shop = Shop.at(gateway.uri())) {
            var answer = shop.get(path);

            assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
            assertThat(answer.headers().allValues("Referrer-Policy")).containsExactly("no-referrer");
            assertThat(answer.headers().allValues("Cross-Origin-Resource-Policy"))
                    .containsExactly("same-origin");
            assertThat(answer.headers().allValues("Content-Security-Policy"))
                    .containsExactly("default-src 'none'; frame-ancestors 'none'");
            assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control-"));
        }
    }

    @Test
    void aListedPageMayUseTheShop() throws IOException {
        try (var service = ServiceStub.answering();
                var gateway = GatewayFixture.inFrontOf(service.address()).start(directory);
                var shop = Shop.at(gateway.uri())) {
            var question = preflight(shop, LISTED);
            assertThat(question.status()).isEqualTo(204);
            assertThat(question.header("Access-Control-Allow-Origin")).contains(LISTED);
            assertThat(question.header("Access-Control-Allow-Methods")).contains("GET, HEAD, POST, PUT");
            assertThat(question.header("Access-Control-Allow-Headers")
                            .orElse("")
                            .split(", "))
                    .contains(
                            "Authorization", "Content-Type", "Idempotency-Key", "If-Match", "Prefer", "X-Min-Version");
            assertThat(question.header("Access-Control-Allow-Credentials")).isEmpty();
            assertThat(question.headers().allValues("Vary")).containsExactly("Origin");
            assertThat(service.requests()).as("the gateway itself answers").isZero();

            var command = write(shop, LISTED);
            assertThat(command.status()).isEqualTo(200);
            assertThat(command.header("Access-Control-Allow-Origin")).contains(LISTED);
            assertThat(command.header("Access-Control-Expose-Headers")
                            .orElse("")
                            .split(", "))
                    .contains("ETag", "Location", "X-Cache", "WWW-Authenticate");
            assertThat(service.requests()).isOne();

            var refusal =
                    shop.send(shop.request("/nothing").header("Origin", LISTED).build());
            assertThat(refusal.header("Access-Control-Allow-Origin")).contains(LISTED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "http://page.example",
                "https://page.example:443",
                "https://page.example.evil.example",
                "https://page.exampl",
                "https://evil.example https://evil.example",
                "https://page.example > https://page.example",
                "> https://evil.example",
                "https://page.example http://other.example:8081",
                "null",
            })
    void anyOtherPageMayNot(String origin) throws IOException {
        try (var service = ServiceStub.answering();
                var gateway = GatewayFixture.inFrontOf(service.address()).start(directory);
                var shop = Shop.at(gateway.uri())) {
            var command = write(shop, origin);
            assertThat(command.status()).isEqualTo(403);
            assertThat(command.problem()).contains("cross-site-request");
            assertThat(service.requests()).isZero();

            for (var answer : new Answer[] {command, preflight(shop, origin)}) {
                assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control-"));
                assertThat(answer.headers().allValues("Vary")).contains("Origin");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LISTED, "https://evil.example"})
    void noPageElsewhereUsesWhatIsForOperators(String origin) throws IOException {
        try (var service = ServiceStub.answering();
                var gateway = GatewayFixture.inFrontOf(service.address()).start(directory);
                var shop = Shop.at(gateway.uri())) {
            for (var method : new String[] {"GET", "HEAD", "OPTIONS", "POST", "DELETE"}) {
                var answer = shop.send(operation(shop, method, "deadletters")
                        .header("Origin", origin)
                        .header("Sec-Fetch-Site", "cross-site")
                        .build());
                assertThat(answer.status()).as(method).isEqualTo(403);
            }
            assertThat(service.requests()).isZero();

            var own = shop.send(operation(shop, "POST", "deadletters")
                    .header("Origin", gateway.uri().toString())
                    .header("Sec-Fetch-Site", "same-origin")
                    .build());
            assertThat(own.status()).isEqualTo(200);
            assertThat(service.lastRequest()).startsWith("POST /actuator/deadletters HTTP/1.1\r\nHost: orders-queries");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, health, 200",
        "HEAD, metrics/jvm.memory.used, 200",
        "GET, logs, 200",
        "GET, history/order/17, 200",
        "GET, undecided, 200",
        "POST, compaction, 200",
        "POST, history/order/17, 405",
        "POST, health, 405",
        "DELETE, operatoractions, 405",
        "PUT, deadletters, 405",
        "PATCH, subscriptions/orders, 405",
        "POST, subscriptions/orders, 200",
        "DELETE, deadletters/1, 200",
        "GET, env, 404",
        "POST, loggers/ROOT, 404",
        "POST, shutdown, 404",
    })
    void operatorsHaveTheListedOperationsAndNoOthers(String method, String path, int status) throws IOException {
        try (var service = ServiceStub.answering();
                var gateway = GatewayFixture.inFrontOf(service.address()).start(directory);
                var shop = Shop.at(gateway.uri())) {
            var answer = shop.send(operation(shop, method, path).build());
            assertThat(answer.status()).isEqualTo(status);
            if (method.equals("GET")) {
                assertThat(answer.header("Cache-Control")).contains("no-store");
            }
            assertThat(service.requests()).isEqualTo(status == 200 ? 1 : 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ops", "/ops/queues", "/ops/services/users-queries/health", "//%6fps/./health"})
    void nobodyOperatesAShopThatIsOpenToOtherMachines(String path) throws IOException {
        try (var service = ServiceStub.answering();
                var gateway = GatewayFixture.inFrontOf(service.address())
                        .with("map \"on $uri\"", "map \"off $uri\"")
                        .start(directory);
                var shop = Shop.at(gateway.uri())) {
            for (var answer : new Answer[] {shop.get(path), shop.command("POST", path, null)}) {
                assertThat(answer.status()).isEqualTo(403);
                assertThat(answer.problem()).contains("forbidden");
            }
            assertThat(service.requests()).isZero();
            assertThat(shop.get("/api-queries/users").status()).isEqualTo(200);
        }
    }

    private static HttpRequest.Builder operation(Shop shop, String method, String path) {
        return shop.request("/ops/services/orders-queries/" + path).method(method, BodyPublishers.noBody());
    }

    @Test
    void aTokenHasALimitOfItsOwn() throws IOException {
        try (var service = ServiceStub.answering();
                var gateway = GatewayFixture.inFrontOf(service.address())
                        .with("${GATEWAY_RATE_LIMIT}r/s", "1r/m")
                        .with("burst=${GATEWAY_RATE_BURST}", "burst=1")
                        .start(directory);
                var shop = Shop.at(gateway.uri())) {
            assertThat(statuses(shop, 3, "")).containsExactly(200, 200, 429);
            assertThat(statuses(shop, 3, "Bearer " + token())).containsExactly(200, 200, 429);
            var one = token();
            assertThat(statuses(shop, 2, "Bearer " + one)).containsExactly(200, 200);
            assertThat(statuses(shop, 1, "bearer " + one)).containsExactly(429);
            assertThat(statuses(shop, 1, "Bearer x.y")).as("no token").containsExactly(429);
            assertThat(statuses(shop, 1, "Basic " + token())).as("no token").containsExactly(429);
        }
    }

    @Test
    void madeUpTokensDoNotEvadeTheCeilingOfTheirAddress() throws IOException {
        try (var service = ServiceStub.answering();
                var gateway = GatewayFixture.inFrontOf(service.address())
                        .with("rate=${GATEWAY_RATE_CEILING}r/s", "rate=1r/m")
                        .with("burst=${GATEWAY_RATE_CEILING}", "burst=4")
                        .start(directory);
                var shop = Shop.at(gateway.uri())) {
            var statuses = IntStream.range(0, 7)
                    .map(i -> statuses(shop, 1, "Bearer " + token())[0])
                    .toArray();

            assertThat(statuses).containsExactly(200, 200, 200, 200, 200, 429, 429);
        }
    }

    @Test
    void anOpenShopLimitsAddressesAlone() throws IOException {
        try (var service = ServiceStub.answering();
                var gateway = GatewayFixture.inFrontOf(service.address())
                        .with("\"true $http_authorization\"", "\"false $http_authorization\"")
                        .with("${GATEWAY_RATE_LIMIT}r/s", "1r/m")
                        .with("burst=${GATEWAY_RATE_BURST}", "burst=1")
                        .start(directory);
                var shop = Shop.at(gateway.uri())) {
            assertThat(statuses(shop, 2, "Bearer " + token())).containsExactly(200, 200);
            assertThat(statuses(shop, 1, "Bearer " + token())).containsExactly(429);
        }
    }

    private static int[] statuses(Shop shop, int requests, String authorization) {
        return IntStream.range(0, requests)
                .map(i -> {
                    var request = shop.request("/api-queries/users");
                    if (!authorization.isEmpty()) {
                        request.header("Authorization", authorization);
                    }
                    return shop.send(request.build()).status();
                })
                .toArray();
    }

    /** Looks like a token, and nobody has signed it. */
    private String token() {
        var signature = new byte[32];
        random.nextBytes(signature);
        return "e30.e30." + HexFormat.of().formatHex(signature);
    }

    private static Answer preflight(Shop shop, String origin) {
        return shop.send(shop.request("/api-commands/orders")
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Sec-Fetch-Site", "cross-site")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type")
                .build());
    }

    private static Answer write(Shop shop, String origin) {
        return shop.send(shop.request("/api-commands/orders")
                .POST(BodyPublishers.ofString("{}"))
                .header("Origin", origin)
                .header("Sec-Fetch-Site", "cross-site")
                .build());
    }
}
