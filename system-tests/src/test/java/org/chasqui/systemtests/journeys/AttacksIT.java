package org.chasqui.systemtests.journeys;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.chasqui.systemtests.Journey;
import org.chasqui.systemtests.Ledger;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.PlacedOrder;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.testing.RawHttp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attacks the shop through its gateway with bytes that no client sends. Each attack ends as its test states; afterwards the shop accepts an
 * order and shows it. At the end, no attack has changed anything.
 */
@Journey
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttacksIT {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
    private static final Pattern TYPE = Pattern.compile("\"urn:chasqui:problem:([\\w-]+)\"");

    private final Ledger ledger;
    private final Shop shop;
    private OrderFixture fixture;

    AttacksIT(Ledger ledger) {
        this.ledger = ledger;
        this.shop = ledger.shop();
    }

    @BeforeAll
    void createAProductWithEnoughStock() {
        fixture = OrderFixture.in(shop);
        shop.adjustStock(fixture.product().id(), 10_000).accepted();
    }

    @AfterEach
    void theShopSellsAsBefore() {
        var order = shop.tryToPlaceOrder(fixture.user().id(), fixture.product().id(), 1)
                .as(PlacedOrder.class);
        assertThat(shop.decided(order.id()).state()).isEqualTo("completed");
    }

    @AfterAll
    void onlyAcceptedRequestsHadAnEffect() {
        assertThat(shop.get("/nothing").status()).isEqualTo(404);
        ledger.assertThatNothingElseHappened();
    }

    /** Two readers could disagree on where such a request ends, and take its last part for another one. */
    static Stream<Arguments> requestsOfTwoLengths() {
        return Stream.of(
                argumentSet("length and chunks", "Content-Length: 5\nTransfer-Encoding: chunked", 400),
                argumentSet("chunks and length", "Transfer-Encoding: chunked\nContent-Length: 5", 400),
                argumentSet("two codings", "Transfer-Encoding: chunked\nTransfer-Encoding: identity", 400),
                argumentSet("a list of codings", "Transfer-Encoding: chunked, identity", 501),
                argumentSet("an unknown coding", "Transfer-Encoding: xchunked", 501),
                argumentSet("no coding", "Transfer-Encoding: identity", 501),
                argumentSet("a quoted coding", "Transfer-Encoding: \"chunked\"", 501),
                argumentSet("a vertical tab before the coding", "Transfer-Encoding: \u000bchunked", 501),
                argumentSet("a space before the colon", "Transfer-Encoding : chunked\nContent-Length: 5", 400),
                argumentSet("a folded coding", "Transfer-Encoding:\n chunked", 400),
                argumentSet("a folded length", "X-Other: a\n Content-Length: 5", 400),
                argumentSet("a carriage return in a line", "X-Other: a\rTransfer-Encoding: chunked", 400),
                argumentSet("two lengths", "Content-Length: 5\nContent-Length: 50", 400),
                argumentSet("the same length twice", "Content-Length: 5\nContent-Length: 5", 400),
                argumentSet("a list of lengths", "Content-Length: 5, 5", 400),
                argumentSet("a length with a sign", "Content-Length: +5", 400),
                argumentSet("a length in hexadecimal", "Content-Length: 0x5", 400),
                argumentSet("a length with a space before the colon", "Content-Length : 5", 400),
                argumentSet("a length beyond all numbers", "Content-Length: 99999999999999999999", 400),
                argumentSet("a zero byte", "X-Other: a\0b\nContent-Length: 5", 400),
                argumentSet("two tokens", "Authorization: Bearer a.b.c\nAuthorization: Bearer a.b.c", 400));
    }

    @ParameterizedTest
    @MethodSource
    void requestsOfTwoLengths(String headers, int status) throws IOException {
        var answer = send(post() + headers + "\n\n0\n\n" + hiddenRequest());

        refused(answer, status, status == 400 ? "malformed-request" : "not-implemented");
    }

    static Stream<Arguments> brokenChunks() {
        return Stream.of(
                argumentSet("a size beyond all numbers", "10000000000000002\n{}\n0\n\n"),
                argumentSet("a negative size", "-2\n{}\n0\n\n"),
                argumentSet("a size with a prefix", "0x2\n{}\n0\n\n"),
                argumentSet("more than its size", "2\n{}}}\n0\n\n"),
                argumentSet("an extension that hides an end", "2;\nxx\n45\n0\n\n"));
    }

    @ParameterizedTest
    @MethodSource
    void brokenChunks(String chunks) throws IOException {
        var answer = send(post() + "Transfer-Encoding: chunked\n\n" + chunks + hiddenRequest());

        refused(answer, 400, "malformed-request");
    }

    /** The gateway understands these and sends services a request of its own, so these answer that the body has no user name. */
    static Stream<Arguments> unusualBodies() {
        return Stream.of(
                argumentSet("an extension", "Transfer-Encoding: chunked\n\n2;a=b;c=\"d\"\n{}\n0;x\n\n"),
                argumentSet("large letters", "Transfer-Encoding: CHUNKED\n\n2\n{}\n0\n\n"),
                argumentSet("a space after the size", "Transfer-Encoding: chunked\n\n2 \n{}\n0\n\n"),
                argumentSet("trailers", "Transfer-Encoding: chunked\n\n2\n{}\n0\nX-User: admin\nContent-Length: 9\n\n"),
                argumentSet("another name of a header", "Transfer_Encoding: chunked\nContent-Length: 2\n\n{}"));
    }

    @ParameterizedTest
    @MethodSource
    void unusualBodies(String headersAndBody) throws IOException {
        var answer = send(post() + "Connection: close\n" + headersAndBody);

        refused(answer, 400, "validation-failed");
    }

    @Test
    void linesMayEndWithoutACarriageReturn() throws IOException {
        var answer = sendBytes("GET /api-queries/products?limit=1 HTTP/1.1\nHost: localhost\nConnection: close\n\n");

        assertThat(statuses(answer)).as(answer).containsExactly(200);
    }

    @Test
    void aRequestWithoutAVersionIsRefused() throws IOException {
        assertThat(typeOf(sendBytes("GET /api-queries/products\r\n"))).isEqualTo("http-version-not-supported");
    }

    static Stream<Arguments> otherProtocols() {
        return Stream.of(
                argumentSet("HTTP/2 at once", "PRI * HTTP/2.0\n\nSM\n\n", 400),
                argumentSet(
                        "HTTP/2 by an upgrade",
                        "GET /api-queries/products?limit=1 HTTP/1.1\nHost: localhost\nConnection: close, Upgrade, HTTP2-Settings\n"
                                + "Upgrade: h2c\nHTTP2-Settings: AAMAAABkAAQAAP__\n\n",
                        200),
                argumentSet(
                        "a web socket",
                        "GET /api-queries/products?limit=1 HTTP/1.1\nHost: localhost\nConnection: close, Upgrade\n"
                                + "Upgrade: websocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\n\n",
                        200));
    }

    @ParameterizedTest
    @MethodSource
    void otherProtocols(String request, int status) throws IOException {
        assertThat(statuses(send(request))).containsExactly(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//actuator/health",
                "/api-queries/..;/actuator/health",
                "/api-queries/users/..;/..;/actuator/health",
                "/api-queries/users;/../../actuator/health",
                "/api-queries/users/;/actuator/health",
                "/api-queries/users/%2e%2e/%2e%2e/actuator/health",
                "/api-queries/users/%2e%2e%2f%2e%2e%2factuator%2fhealth",
                "/api-queries/users/%252e%252e/%252e%252e/actuator/health",
                "/api-queries/users/%c0%ae%c0%ae/actuator/health",
                "/api-queries/users/\u00c0\u00ae\u00c0\u00ae/actuator/health",
                "/api-queries/users\\..\\..\\actuator\\health",
                "/api-queries/users/..%5c..%5cactuator%5chealth",
                "/api-queries/users%23/../../actuator/health",
                "http://localhost/actuator/health",
                "/API-QUERIES/users",
                "/api-queries/Users",
                "/api-queries/users;a=b",
                "/api-queries/users/1;a=b",
                "/api-queries/users%20",
                "/api-queries/users.",
                "/docs/../actuator/health",
                "/docs/....//....//secrets",
                "/docs../secrets",
                "/docs..;/secrets",
                "/docs//etc/passwd",
                "/ops",
                "/ops/services",
                "/ops/services/users-commands",
                "/ops/services/users-commands/env",
                "/ops/services/users-commands/prometheus",
                "/ops/services/users-commands/loggers/ROOT",
                "/ops/services/users-commands/health/",
                "/ops/services/users-commands/health;/env",
                "/ops/services/users-commands/health/..;/env",
                "/ops/services/users-commands/health/%2e%2e/env",
                "/ops/services/users-commands/health%2f..%2f..%2factuator/env",
                "/ops/services/users-commands/healthy",
                "/ops/services/users-commands:8080/health",
                "/ops/services/localhost/health",
                "/ops/services//health",
                "/ops/../actuator/health",
                "/OPS/services/users-commands/health",
                "/.problem",
                "/.once",
                "/.broken",
                "/@unsent",
            })
    void aCrookedPathLeadsNowhere(String path) throws IOException {
        var answer = get(path);

        refused(answer, 404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api-queries/users/%00/actuator",
                "/api-queries/users%00",
                "/api-queries/users/%",
                "/api-queries/users/%zz",
                "/api-queries/users/%u002e",
                "/docs/%2e%2e/%2e%2e/conf/gateway.conf",
                "/docs/..%2f..%2fsecrets",
                "/../../etc/passwd",
                "api-queries/users",
                "/api-queries/users and more",
            })
    void aPathThatIsNoneIsMalformed(String path) throws IOException {
        var answer = get(path);

        refused(answer, 400, "malformed-request");
    }

    /** The gateway passes on what it has read: the path of the list. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "//api-queries//products",
                "/./api-queries/./products",
                "/api-queries/users/../products",
                "/api-queries%2fproducts",
                "/%61pi-queries/products",
                "/api-queries/products?limit=1&x=/../../actuator",
                "http://localhost/api-queries/products",
            })
    void aDetourLeadsToItsEndAlone(String path) throws IOException {
        var answer = get(path);

        assertThat(statuses(answer)).as(answer).hasSize(1).isSubsetOf(200, 400);
        assertThat(answer).doesNotContain("\"status\":\"UP\"", "_links");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api-queries/users/1%0d%0aX-Evil:%20yes",
                "/api-queries/products?limit=1%0d%0aX-Evil:%20yes",
                "/api-queries/products?limit=1&after=0%0d%0aX-Evil:%20yes",
                "/api-queries/orders?state=failed%0d%0aX-Evil:%20yes",
                "/api-queries/orders?state=failed%E5%98%8D%E5%98%8AX-Evil:%20yes",
                "/docs%0d%0aX-Evil:%20yes",
            })
    void noTextOfARequestBecomesAHeader(String path) throws IOException {
        for (var header :
                List.of("X-Other: a", "X-Min-Version: 1%0d%0aX-Evil: yes", "Prefer: wait=1%0d%0aX-Evil: yes")) {
            var answer = get(path, header);

            assertThat(statuses(answer)).as(answer).hasSize(1).isSubsetOf(400, 404);
            assertThat(headers(answer)).noneMatch(name -> name.equalsIgnoreCase("X-Evil"));
        }
    }

    @Test
    void aKeyThatIsNoHeaderIsRefused() throws IOException {
        var answer = send(post() + "Connection: close\nIdempotency-Key: a\u0085X-Evil: yes\nContent-Length: 2\n\n{}");

        assertThat(statuses(answer)).as(answer).containsExactly(400);
        assertThat(headers(answer)).noneMatch(name -> name.equalsIgnoreCase("X-Evil"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "users-queries",
                "users-queries:8080",
                "localhost.evil.example",
                "localhost@evil.example",
                "127.0.0.1.evil.example",
            })
    void theShopHasNoOtherName(String host) throws IOException {
        for (var path :
                List.of("/api-queries/products", "/actuator/health", "http://" + host + "/api-queries/products")) {
            var answer = send("GET %s HTTP/1.1\nHost: %s\nConnection: close\n\n".formatted(path, host));

            assertThat(statuses(answer)).as(answer).hasSize(1).isSubsetOf(400, 421);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"JEFF", "TRACK", "DEBUG", "LOCK", "MOVE", "DELETE", "PATCH", "PUT", "POST", "PURGE"})
    void aMethodThatNobodyServesIsRefused(String method) throws IOException {
        var answer = send("%s /api-queries/products HTTP/1.1\nHost: localhost\n%sConnection: close\n\n"
                .formatted(method, authorization()));

        refused(answer, 405, "method-not-allowed");
    }

    /** Neither the method nor the path nor the caller can be overridden by a header, or by the query. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-HTTP-Method-Override: DELETE",
                "X-HTTP-Method: PUT",
                "X-Method-Override: PUT",
                "X-Original-URL: /actuator/health",
                "X-Rewrite-URL: /actuator/health",
                "X-Forwarded-Prefix: /actuator",
                "X-Forwarded-Host: evil.example",
                "X-Forwarded-For: 127.0.0.1",
                "X-Real-IP: 127.0.0.1",
                "X-Forwarded-User: admin",
                "X-User: admin",
                "Remote-User: admin",
                "Cookie: JSESSIONID=1",
            })
    void noHeaderOverridesARequest(String header) {
        var read = "/api-queries/products/" + fixture.product().id() + "?_method=DELETE";
        var parts = header.split(": ", 2);
        var stranger = shop.as(Optional.empty());
        for (var caller : List.of(shop, stranger)) {
            for (var path : List.of(read, "/api-queries/users/" + fixture.user().id())) {
                var plain = caller.get(path);
                var overridden = caller.send(
                        caller.request(path).header(parts[0], parts[1]).build());

                assertThat(overridden.status()).isEqualTo(plain.status());
                assertThat(overridden.body().replaceAll("\"traceId\":\"\\w+\"", ""))
                        .isEqualTo(plain.body().replaceAll("\"traceId\":\"\\w+\"", ""));
            }
        }
    }

    /** A proxy that obeyed this would pass the request on without its token. */
    @Test
    void aTokenCannotBeDeclaredAMatterOfTheConnection() throws IOException {
        var path = "/api-queries/users/" + fixture.user().id();
        var answer = send("GET %s HTTP/1.1\nHost: localhost\n%sConnection: close, Authorization\n\n"
                .formatted(path, authorization()));

        assertThat(statuses(answer)).as(answer).containsExactly(200);
    }

    @Test
    void veryManyHeadersOrParametersAreRefusedOrIgnored() {
        var headers = shop.request("/api-queries/products?limit=1");
        IntStream.range(0, 900).forEach(i -> headers.header("a" + i, "b"));
        expectProblemOrAnswer(shop.send(headers.build()));

        var parameters = IntStream.range(0, 1_500).mapToObj(i -> "p" + i).collect(Collectors.joining("&"));
        expectProblemOrAnswer(shop.get("/api-queries/products?" + parameters));
        expectProblemOrAnswer(shop.get("/api-queries/products?" + "limit=1&".repeat(800)));
    }

    @Test
    void aBodyThatAnnouncesItselfIsReadOnce() {
        var answer = shop.send(shop.request("/api-commands/users")
                .expectContinue(true)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"))
                .build());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).contains("validation-failed");
    }

    private static void expectProblemOrAnswer(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isIn(200, 400, 414, 431);
        if (!answer.isAccepted()) {
            ProblemAssertions.assertProblem(answer);
        }
    }

    private String post() {
        return "POST /api-commands/users HTTP/1.1\nHost: localhost\nContent-Type: application/json\n" + authorization();
    }

    /** A complete and valid command. If anybody executed it, the ledger would find a user whom nobody created. */
    private String hiddenRequest() {
        var body = "{\"username\": \"smuggled\"}";
        return post() + "Content-Length: %d\nConnection: close\n\n%s".formatted(body.length(), body);
    }

    private String get(String path, String... headers) throws IOException {
        return send("GET %s HTTP/1.1\nHost: localhost\n%s%sConnection: close\n\n"
                .formatted(
                        path,
                        authorization(),
                        Stream.of(headers).map(it -> it + "\n").collect(Collectors.joining())));
    }

    private String authorization() {
        return shop.authorization().replace("\r", "");
    }

    private String send(String request) throws IOException {
        return sendBytes(request.replace("\n", "\r\n"));
    }

    private String sendBytes(String request) throws IOException {
        var answer = RawHttp.exchange(shop.gateway(), request.getBytes(ISO_8859_1));
        assertThat(answer).doesNotContainIgnoringCase("text/html", "exception", "root:", "\tat ");
        return answer;
    }

    private static void refused(String answer, int status, String type) {
        assertThat(statuses(answer)).as(answer).containsExactly(status);
        assertThat(typeOf(answer)).isEqualTo(type);
    }

    private static List<Integer> statuses(String answer) {
        return STATUS.matcher(answer)
                .results()
                .map(found -> Integer.parseInt(found.group(1)))
                .toList();
    }

    private static String typeOf(String answer) {
        var type = TYPE.matcher(answer);
        return type.find() ? type.group(1) : "";
    }

    private static List<String> headers(String answer) {
        return answer.split("\r\n\r\n", 2)[0]
                .lines()
                .skip(1)
                .map(line -> line.split(":", 2)[0])
                .toList();
    }
}
