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
 * Requests made by chance from the OpenAPI documents. Whatever is sent, the answer is one that the document promises, and never 5xx;
 * what the schema allows is not called invalid, and what it forbids is, and leaves nothing behind. {@code -Dchasqui.fuzz.seed} repeats a run.
 */
@Journey
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FuzzIT {

    private static final long SEED = Long.getLong("chasqui.fuzz.seed", System.nanoTime());
    private static final int ROUNDS = Integer.getInteger("chasqui.fuzz.rounds", 60);

    /** Of each test, of which there are some two dozen; a slow machine makes fewer rounds. */
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
    void nothingHappenedButWhatWasAccepted() {
        ledger.assertThatNothingElseHappened();
    }

    @BeforeAll
    void openTheShop() {
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
    void whatTheSchemaAllowsIsUnderstood(ApiOperation operation) {
        repeat(operation, guesses -> {
            var body = guesses.valid(operation.bodySchema().orElseThrow());
            if (body.has("user") && guesses.once(2)) {
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
    void whatTheSchemaForbidsIsRefused(ApiOperation operation) {
        repeat(operation, guesses -> {
            var call = fixture.validCall(operation)
                    .body(guesses.invalid(operation.bodySchema().orElseThrow()));
            var answer = judged(operation, call);
            assertThat(answer.status()).as("%s%n%s", call, answer).isEqualTo(400);
        });
    }

    @ParameterizedTest
    @MethodSource("operations")
    void anyParametersAreAnsweredAsDocumented(ApiOperation operation) {
        repeat(operation, guesses -> {
            var call = fixture.validCall(operation).header("Prefer", "wait=0");
            operation.parameters("header").filter(parameter -> guesses.once(2)).forEach(parameter -> {
                // a header can hold no more than this; what else there is, HttpClient does not send
                var value = guesses.parameter(parameter.path("schema")).replaceAll("[^ -~]", "~");
                call.header(parameter.path("name").asString(), value);
            });
            if (operation.isOfOneThing() && guesses.once(2)) {
                call.id(segment(guesses));
            }
            var query = operation
                    .parameters("query")
                    .filter(parameter -> guesses.once(2))
                    .map(parameter -> parameter.path("name").asString() + "="
                            + encoded(guesses.parameter(parameter.path("schema"))))
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
        void play(FuzzValues guesses);
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

    /** What is one segment of a path, also after the path has been normalised. */
    private static String segment(FuzzValues guesses) {
        var text = guesses.parameter(Documents.JSON.createObjectNode()).replace("/", "");
        return text.matches("\\.*") ? "0" : encoded(text);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
