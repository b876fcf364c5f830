package org.chasqui.systemtests.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.journeys.ProblemAssertions.assertProblem;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chasqui.systemtests.Journey;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.PlacedOrder;
import org.chasqui.systemtests.shop.ProductView;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.chasqui.systemtests.shop.UserView;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks commands that a client repeats with the same key because it got no answer. */
@Journey
class RepeatedCommandsIT {

    /** Headers of a single transfer or attempt. */
    private static final List<String> OF_ONE_ATTEMPT = List.of("connection", "date", "x-request-id");

    private static UserView user;
    private static ProductView product;

    private final Shop shop;

    RepeatedCommandsIT(Shop shop) {
        this.shop = shop;
    }

    @BeforeAll
    static void createUserAndProduct(Shop shop) {
        user = shop.createUser("again-" + UniqueNames.unique());
        product = shop.createProduct("again " + UniqueNames.unique(), 100, 1_000);
        shop.orderIn("completed", shop.placeOrder(user, product, 1).id());
    }

    static Stream<Arguments> posts() {
        return Stream.of(
                argumentSet(
                        "a user", "/api-commands/users", "{\"username\": \"UNIQUE\", \"lastName\": \"Ñahui 🦙\"}", 201),
                argumentSet(
                        "a product",
                        "/api-commands/products",
                        "{\"name\": \"UNIQUE\", \"value\": 1, \"stock\": 1}",
                        201),
                argumentSet("an adjustment", "/api-commands/products/PRODUCT/stock-adjustments", "{\"delta\": 3}", 200),
                argumentSet(
                        "an order",
                        "/api-commands/orders",
                        "{\"user\": USER, \"product\": PRODUCT, \"quantity\": 2}",
                        201),
                argumentSet("a cancel", "/api-commands/orders/ORDER/cancel", "", 202),
                argumentSet("a name that is taken", "/api-commands/users", "{\"username\": \"NAME\"}", 409),
                argumentSet(
                        "an order for an unknown user",
                        "/api-commands/orders",
                        "{\"user\": 9007199254740991, \"product\": PRODUCT, \"quantity\": 2}",
                        422));
    }

    @ParameterizedTest
    @MethodSource("posts")
    void theFirstAnswerIsGivenAgain(String path, String body, int status) {
        var request = new Post(filled(path), filled(body), "again " + UniqueNames.unique());

        var first = send(request);
        assertThat(first.status()).as(first.toString()).isEqualTo(status);
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        for (int time = 0; time < 3; time++) {
            var again = send(request);
            assertThat(again.status()).isEqualTo(status);
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(headers(again)).containsAllEntriesOf(headers(first));
            assertThat(again.header("Idempotency-Replayed")).contains("true");
        }
    }

    @ParameterizedTest
    @MethodSource("posts")
    void anotherRequestWithTheSameKeyIsRefused(String path, String body, int status) {
        var request = new Post(filled(path), filled(body), "reused " + UniqueNames.unique());
        assertThat(send(request).status()).isEqualTo(status);

        var other = send(new Post(request.path + "?other=true", request.body, request.key));

        assertThat(other.status()).as(other.toString()).isEqualTo(422);
        assertProblem(other);
        assertThat(other.problem()).contains("idempotency-key-reused");
    }

    @Test
    void aRepeatedAdjustmentCountsOnce() {
        var tea = shop.createProduct("tea " + UniqueNames.unique(), 1, 10);
        var request = new Post(
                "/api-commands/products/%d/stock-adjustments".formatted(tea.id()),
                "{\"delta\": -4}",
                UniqueNames.unique());
        send(request);
        send(request);

        assertThat(shop.adjustStock(tea.id(), 1).as(ProductView.class).stock()).isEqualTo(7);
    }

    /** Requests that arrive while the first is in progress are told to retry, and then all get the same answer. */
    @Test
    void twentySimultaneousPostsWithOneKeyPlaceOneOrder() throws Exception {
        var buyer = shop.createUser("hurried-" + UniqueNames.unique());
        shop.placeOrder(buyer, product, 1);
        var body = "{\"user\": %d, \"product\": %d, \"quantity\": 1}".formatted(buyer.id(), product.id());
        for (int round = 0; round < 3; round++) {
            var request = new Post("/api-commands/orders", body, "hurried " + UniqueNames.unique());
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Callable<Answer> insist = () -> Eventually.eventually(
                        Eventually.LIMIT, () -> checked(send(request)), answer -> answer.status() != 409);
                var answers = threads
                        .invokeAll(Stream.generate(() -> insist).limit(20).toList())
                        .stream()
                        .map(Future::resultNow)
                        .toList();

                assertThat(answers).extracting(Answer::status).containsOnly(201);
                assertThat(answers.stream().map(Answer::body).distinct()).hasSize(1);
                assertThat(answers.stream()
                                .map(answer -> answer.header("Location"))
                                .distinct())
                        .hasSize(1);
                assertThat(answers)
                        .filteredOn(
                                answer -> answer.header("Idempotency-Replayed").isEmpty())
                        .hasSize(1);
                shop.decided(answers.getFirst().as(PlacedOrder.class).id());
            }
            assertThat(shop.orders("?user=" + buyer.id())).hasSize(2 + round);
        }
    }

    /** Checks the refusal of a request while another with its key is in progress. */
    private static Answer checked(Answer answer) {
        if (answer.status() == 409) {
            assertThat(answer.problem()).contains("idempotency-key-in-use");
            assertThat(answer.header("Retry-After")).contains("1");
        }
        return answer;
    }

    @Test
    void aRequestHasOneKeyOfUpToTwoHundredCharacters() {
        var path = "/api-commands/users";
        assertThat(send(new Post(path, filled("{\"username\": \"UNIQUE\"}"), UniqueNames.unique() + "k".repeat(188)))
                        .status())
                .isEqualTo(201);
        refusedKey(send(new Post(path, filled("{\"username\": \"UNIQUE\"}"), "k".repeat(201))));
        refusedKey(shop.send(shop.request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "one")
                .header("Idempotency-Key", "two")
                .POST(BodyPublishers.ofString(filled("{\"username\": \"UNIQUE\"}")))
                .build()));
    }

    private static void refusedKey(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertProblem(answer);
        assertThat(answer.fieldsAtFault()).containsExactly("Idempotency-Key");
    }

    private record Post(String path, String body, String key) {}

    private Answer send(Post post) {
        return shop.send(shop.request(post.path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", post.key)
                .POST(BodyPublishers.ofString(post.body))
                .build());
    }

    private static Map<String, List<String>> headers(Answer answer) {
        return answer.headers().map().entrySet().stream()
                .filter(header -> !OF_ONE_ATTEMPT.contains(header.getKey().toLowerCase(Locale.ROOT)))
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        Map.Entry::getValue,
                        (one, other) -> one,
                        () -> new TreeMap<>(String.CASE_INSENSITIVE_ORDER)));
    }

    /** Replaces placeholders with values that are known only when the shop runs. */
    private String filled(String text) {
        var filled = text.replace("UNIQUE", UniqueNames.unique())
                .replace("NAME", user.username())
                .replace("USER", Long.toString(user.id()))
                .replace("PRODUCT", Long.toString(product.id()));
        return filled.contains("ORDER")
                ? filled.replace(
                        "ORDER", Long.toString(shop.placeOrder(user, product, 1).id()))
                : filled;
    }
}
