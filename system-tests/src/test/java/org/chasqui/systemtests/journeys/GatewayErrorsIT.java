package org.chasqui.systemtests.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.journeys.ProblemAssertions.assertProblem;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.chasqui.systemtests.Journey;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.Shop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Journey
class GatewayErrorsIT {

    private final Shop shop;

    GatewayErrorsIT(Shop shop) {
        this.shop = shop;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/index.html",
                "/api-commands",
                "/api-queries/",
                "/api-queries/invoices",
                "/api-queries/usersandmore",
                "/api-commands/users.json",
                "/actuator",
                "/actuator/health",
                "/api-queries/../actuator/health",
                "/api-queries/users/..%2f..%2factuator",
                "/.git/config",
                "/error",
            })
    void nothingButTheApiIsServed(String path) {
        var answer = shop.get(path);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
        assertProblem(answer);
        assertThat(answer.problem()).contains("not-found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api-queries/users/1/orders", "/api-commands/orders/1/ship", "/api-commands/products/1/stock"})
    void aPathOfNoServiceIsNotFound(String path) {
        var answer = shop.command("POST", path, null);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
        assertProblem(answer);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api-commands/users",
        "DELETE, /api-commands/users/1",
        "PATCH, /api-commands/products/1",
        "PUT, /api-commands/orders",
        "GET, /api-commands/orders/1/cancel",
        "POST, /api-queries/users",
        "PUT, /api-queries/products/1",
        "DELETE, /api-queries/orders/1",
        "PROPFIND, /api-queries/orders",
    })
    void aMethodThatAPathDoesNotSupportIsRefused(String method, String path) {
        var answer = shop.send(
                shop.request(path).method(method, BodyPublishers.noBody()).build());

        assertThat(answer.status()).as(answer.toString()).isEqualTo(405);
        assertProblem(answer);
        assertThat(answer.problem()).contains("method-not-allowed");
    }

    @Test
    void aRefusalOfAMethodNamesTheSupportedOnes() {
        var service = shop.send(shop.request("/api-commands/users/1").DELETE().build());
        assertThat(service.header("Allow")).contains("PUT");
        assertThat(shop.send(shop.request("/api-queries/users")
                                .method("TRACE", BodyPublishers.noBody())
                                .build())
                        .header("Allow")
                        .orElse(""))
                .contains("GET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"users?limit=1", "products?limit=1", "orders?limit=1", "users/1"})
    void aRequestForAnotherMediaTypeIsNotAcceptable(String path) {
        var answer = shop.send(shop.request("/api-queries/" + path)
                .setHeader("Accept", "text/html")
                .build());

        assertThat(answer.status()).as(answer.toString()).isEqualTo(406);
        assertProblem(answer);
        assertThat(answer.problem()).contains("not-acceptable");
    }

    @Test
    void aBodyMayHaveUpToSixtyFourKibibytes() {
        var body = "{\"username\": \"%s\"}";
        int rest = 64 * 1024 - body.length() + 2;

        assertThat(post(body.formatted("x".repeat(rest))).status()).isEqualTo(400);
        assertThat(post(body.formatted("x".repeat(rest + 1))).status()).isEqualTo(413);
    }

    @Test
    void aBodyOfSeventyKibibytesIsTooLarge() {
        var answer = post("{\"username\": \"" + "x".repeat(70 * 1024) + "\"}");

        assertThat(answer.status()).isEqualTo(413);
        assertProblem(answer);
        assertThat(answer.problem()).contains("payload-too-large");
    }

    @Test
    void aBodyOfSixtyKibibytesReachesTheService() {
        var answer = post("{\"username\": \"" + "x".repeat(60 * 1024) + "\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).contains("validation-failed");
    }

    @Test
    void aBodyWithoutLengthIsLimitedToo() {
        var endless =
                List.of("{\"username\": \"".getBytes(java.nio.charset.StandardCharsets.UTF_8), new byte[100 * 1024]);
        var answer = shop.send(shop.request("/api-commands/users")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArrays(endless))
                .build());

        assertThat(answer.status()).isEqualTo(413);
        assertProblem(answer);
    }

    @Test
    void anAddressOfManyKibibytesIsTooLong() {
        var answer = shop.get("/api-queries/users/" + "9".repeat(40_000));

        assertThat(answer.status()).isEqualTo(414);
        assertProblem(answer);
        assertThat(answer.problem()).contains("uri-too-long");
    }

    @Test
    void anAnswerCarriesTheIdOfItsRequest() {
        var answer = shop.get("/api-queries/users/9007199254740991");

        var id = answer.header("X-Request-Id").orElse("");
        assertThat(id).matches("[0-9a-f]{32}");
        assertThat(answer.asJson().path("traceId").asString("")).isEqualTo(id);
    }

    @Test
    void aClientsTraceIsKept() {
        var trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        var answer = shop.send(shop.request("/api-queries/users/9007199254740991")
                .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                .build());

        assertThat(answer.asJson().path("traceId").asString("")).isEqualTo(trace);
    }

    private Answer post(String body) {
        return shop.send(shop.request("/api-commands/users")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    }
}
