package org.chasqui.systemtests.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Set;
import java.util.stream.Stream;
import org.chasqui.systemtests.Journey;
import org.chasqui.systemtests.openapi.ApiOperation;
import org.chasqui.systemtests.openapi.Call;
import org.chasqui.systemtests.openapi.Contract;
import org.chasqui.systemtests.openapi.Documents;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that every operation gives every documented answer that a client can provoke. */
@Journey
class ContractIT {

    private static final long GREATEST = 9_007_199_254_740_991L;

    /**
     * Answers that need a broken server, two requests at the same instant, a flood, orders from before an update (OrderSummaryIT has them), a
     * caller of another role (the services' AccessIT has them all), or a Host header that Java's client does not send (ForeignPagesIT does).
     */
    private static final Set<String> NOT_PROVOKED = Set.of(
            "internal-error",
            "outcome-unknown",
            "bad-gateway",
            "service-unavailable",
            "gateway-timeout",
            "too-many-requests",
            "conflict",
            "idempotency-key-in-use",
            "not-counted-yet",
            "forbidden",
            "misdirected-request");

    private final Shop shop;
    private OrderFixture fixture;

    ContractIT(Shop shop) {
        this.shop = shop;
    }

    static Stream<Arguments> documentedAnswers() {
        return Documents.operations()
                .flatMap(operation -> operation
                        .statuses()
                        .filter(status -> canBeProvoked(operation, status))
                        .map(status -> arguments(operation, status)));
    }

    private static boolean canBeProvoked(ApiOperation operation, int status) {
        return status < 400 || !NOT_PROVOKED.containsAll(operation.problems(status));
    }

    @BeforeEach
    void createFixture() {
        fixture = OrderFixture.in(shop);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("documentedAnswers")
    void answersAsDocumented(ApiOperation operation, int status) {
        assumeTrue(status != 401 || shop.token().isPresent(), "an open shop asks nobody");

        var answer = provoke(status, operation, fixture.validCall(operation));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        Contract.check(operation, answer);
    }

    private Answer provoke(int status, ApiOperation operation, Call call) {
        switch (status) {
            case 200, 201, 202 -> call.header("Prefer", "wait=10");
            case 304 -> call.header("If-None-Match", "*");
            case 400 -> makeInvalid(operation, call);
            case 401 -> call.header("Authorization", "Bearer a.b.c");
            case 403 -> call.header("Sec-Fetch-Site", "cross-site");
            case 404 -> makeUnknown(operation, call).withoutHeader("X-Min-Version");
            case 406 -> call.header("Accept", "text/html");
            case 409 -> contradict(operation, call);
            case 412 -> call.header("If-Match", "\"999\"");
            case 413 -> call.body("x".repeat(70 * 1024));
            case 414 -> call.query("?filler=" + "x".repeat(9 * 1024));
            case 415 -> call.header("Content-Type", "text/plain");
            case 422 ->
                call.header("Idempotency-Key", UniqueNames.unique())
                        .sendAnd(shop)
                        .query("?another=request");
            case 431 -> call.header("X-Filler", "x".repeat(9 * 1024));
            case 503 -> askForTomorrow(operation, call);
            default ->
                throw new IllegalStateException(
                        "This test does not know how to make %s answer %d".formatted(operation, status));
        }
        return call.send(shop);
    }

    private static void makeInvalid(ApiOperation operation, Call call) {
        if (operation.bodySchema().isPresent()) {
            call.body("{");
        } else if (operation.isOfOneThing()) {
            call.id(operation.domain().equals("markets") ? "%20" : "one");
        } else {
            call.query("?limit=0");
        }
    }

    private static Call makeUnknown(ApiOperation operation, Call call) {
        if (!operation.isOfOneThing()) {
            return call.query("?country=NI&city=Nowhere");
        }
        // the path of a command makes a market, unless it is none
        return call.id(operation.domain().equals("markets") ? "No%3Bwhere" : GREATEST);
    }

    private void contradict(ApiOperation operation, Call call) {
        switch (operation.toString()) {
            case "POST /api-commands/users" ->
                call.body("{\"username\": \"%s\"}".formatted(fixture.user().username()));
            case "PUT /api-commands/users/{id}" -> {
                var other = shop.createUser("bo-" + UniqueNames.unique());
                call.body("{\"username\": \"%s\"}".formatted(other.username()));
            }
            case "POST /api-commands/products/{id}/stock-adjustments" -> call.body("{\"delta\": -1000000000}");
            case "POST /api-commands/orders/{id}/cancel" -> call.id(fixture.failedOrder());
            default -> throw new IllegalStateException("This test has no contradiction for " + operation);
        }
    }

    private static void askForTomorrow(ApiOperation operation, Call call) {
        var header = operation.takes("X-Min-Version") ? "X-Min-Version" : "X-Min-User-Version";
        call.header(header, String.valueOf(GREATEST)).header("Prefer", "wait=0");
    }

    @Test
    void aCommandWhoseAnswerIsNotAcceptableHasNoEffect() {
        var creating = operation("POST /api-commands/users");
        var body = "{\"username\": \"cy-%s\"}".formatted(UniqueNames.unique());

        assertThat(new Call(creating)
                        .body(body)
                        .header("Accept", "text/html")
                        .send(shop)
                        .status())
                .isEqualTo(406);

        assertThat(new Call(creating).body(body).send(shop).status()).isEqualTo(201);
    }

    /** Checks the domain's answers that share their status with others. */
    @ParameterizedTest
    @MethodSource("impossibleOrders")
    void anImpossibleOrderIsRefusedAsDocumented(String body, String problem) {
        var placing = operation("POST /api-commands/orders");

        var answer = fixture.validCall(placing)
                .body(body.replace("USER", "" + fixture.user().id())
                        .replace("PRODUCT", "" + fixture.mostExpensiveProduct()))
                .send(shop);

        assertThat(answer.problem()).contains(problem);
        Contract.check(placing, answer);
    }

    static Stream<Arguments> impossibleOrders() {
        return Stream.of(
                arguments("{\"user\": 9007199254740991, \"product\": PRODUCT, \"quantity\": 1}", "unknown-user"),
                arguments("{\"user\": USER, \"product\": 9007199254740991, \"quantity\": 1}", "unknown-product"),
                arguments("{\"user\": USER, \"product\": PRODUCT, \"quantity\": 2}", "order-total-too-large"));
    }

    private static ApiOperation operation(String name) {
        return Documents.operations()
                .filter(operation -> operation.toString().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
