package org.chasqui.systemtests.journeys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.chasqui.systemtests.Journey;
import org.chasqui.systemtests.Ledger;
import org.chasqui.systemtests.openapi.ApiOperation;
import org.chasqui.systemtests.openapi.Call;
import org.chasqui.systemtests.openapi.Contract;
import org.chasqui.systemtests.openapi.Documents;
import org.chasqui.systemtests.openapi.FuzzValues;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.Shop;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sends random requests that it derives from the OpenAPI documents. The document must promise every answer, and none may be 5xx. The
 * services must accept what the schema allows, and refuse without an effect what it forbids. {@code -Dchasqui.fuzz.seed} repeats a run.
 */
@Journey
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FuzzIT {

    private static final long SEED = Long.getLong("chasqui.fuzz.seed", System.nanoTime());
    private static final int ROUNDS = Integer.getInteger("chasqui.fuzz.rounds", 60);

    /** The time for each of about two dozen tests. A slow machine runs fewer rounds. */
    private static final Duration LIMIT = Duration.ofMillis(700);

    private static final Set<Integer> NOT_UNDERSTOOD = Set.of(400, 413, 415);

    private final Ledger ledger;
    private final Shop shop;
    private OrderFixture fixture;

    FuzzIT(Ledger ledger) {
        this.ledger = ledger;
        this.shop = ledger.shop();
    }

    @AfterAll
    void onlyAcceptedRequestsHadAnEffect() {
        ledger.assertThatNothingElseHappened();
    }

    @BeforeAll
    void createFixture() {
        System.out.println("Fuzzing with -Dchasqui.fuzz.seed=" + SEED);
        fixture = OrderFixture.in(shop);
    }

    static Stream<ApiOperation> operations() {
        return Documents.operations();
    }

    static Stream<ApiOperation> operationsWithABody() {
        return operations().filter(operation -> operation.bodySchema().isPresent());
    }

    @ParameterizedTest
    @MethodSource("operationsWithABody")
    void acceptsWhatTheSchemaAllows(ApiOperation operation) {
        repeat(operation, values -> {
            var body = values.valid(operation.bodySchema().orElseThrow());
            if (body.has("user") && body.has("product") && values.once(2)) {
                body.put("user", fixture.user().id())
                        .put("product", fixture.product().id());
            }
            assertThat(Contract.complaints(operation, operation.bodySchema().orElseThrow(), body))
                    .isEmpty();
            var call = fixture.validCall(operation).body(body);
            var answer = judged(operation, call);
            assertThat(NOT_UNDERSTOOD).as("%s%n%s", call, answer).doesNotContain(answer.status());
        });
    }

    @ParameterizedTest
    @MethodSource("operationsWithABody")
    void refusesWhatTheSchemaForbids(ApiOperation operation) {
        repeat(operation, values -> {
            var call = fixture.validCall(operation)
                    .body(values.invalid(operation.bodySchema().orElseThrow()));
            var answer = judged(operation, call);
            assertThat(answer.status()).as("%s%n%s", call, answer).isEqualTo(400);
        });
    }

    @ParameterizedTest
    @MethodSource("operations")
    void answersAnyParametersAsDocumented(ApiOperation operation) {
        repeat(operation, values -> {
            var call = fixture.validCall(operation).header("Prefer", "wait=0");
            operation.parameters("header").filter(parameter -> values.once(2)).forEach(parameter -> {
                // a header can contain only these characters; HttpClient does not send any others
                var value = values.parameter(parameter.path("schema")).replaceAll("[^ -~]", "~");
                call.header(parameter.path("name").asString(), value);
            });
            if (operation.isOfOneThing() && values.once(2)) {
                call.id(segment(values));
            }
            var query = operation
                    .parameters("query")
                    .filter(parameter -> values.once(2))
                    .map(parameter -> parameter.path("name").asString() + "="
                            + encoded(values.parameter(parameter.path("schema"))))
                    .toList();
            judged(operation, call.query("?" + String.join("&", query)));
        });
    }

    private Answer judged(ApiOperation operation, Call call) {
        var answer = call.send(shop);
        var isTooEarly = answer.problem().equals(Optional.of("replica-behind"));
        assertThat(answer.status() < 500 || isTooEarly)
                .as("%s%n%s", call, answer)
                .isTrue();
        Contract.check(operation, answer);
        return answer;
    }

    private interface Round {
        void play(FuzzValues values);
    }

    private static void repeat(ApiOperation operation, Round round) {
        var end = Instant.now().plus(LIMIT);
        for (var i = 0; i < ROUNDS && Instant.now().isBefore(end); i++) {
            var seed = SEED + 31L * i;
            try {
                round.play(new FuzzValues(seed));
            } catch (AssertionError e) {
                throw new AssertionError("%s, round %d of -Dchasqui.fuzz.seed=%d".formatted(operation, i, SEED), e);
            }
        }
    }

    /** Makes one segment of a path, which stays one when the path is normalised. */
    private static String segment(FuzzValues values) {
        var text = values.parameter(Documents.JSON.createObjectNode()).replace("/", "");
        return text.matches("\\.*") ? "0" : encoded(text);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
