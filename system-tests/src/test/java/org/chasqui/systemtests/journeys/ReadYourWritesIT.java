package org.chasqui.systemtests.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.journeys.ProblemAssertions.assertProblem;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.chasqui.systemtests.Journey;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.OrderView;
import org.chasqui.systemtests.shop.PlacedOrder;
import org.chasqui.systemtests.shop.ProductView;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.chasqui.systemtests.shop.UserView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks requests for a minimum version of a view, and views from the cache. */
@Journey
class ReadYourWritesIT {

    private final Shop shop;

    ReadYourWritesIT(Shop shop) {
        this.shop = shop;
    }

    @Test
    void threeCommandsInARowNeedNoPause() {
        for (int time = 0; time < 5; time++) {
            var user = shop.createUser("hasty-" + UniqueNames.unique());
            var product = shop.createProduct("hot " + UniqueNames.unique(), 9_900, 3);

            var placed = place(user.id(), product.id(), "1", "1", "wait=10");
            assertThat(placed.status()).as(placed.toString()).isEqualTo(201);
            assertThat(placed.header("Preference-Applied")).contains("wait=10");
            var view = read("orders", placed.as(PlacedOrder.class).id(), 2, "wait=10");

            assertThat(view.as(OrderView.class).state()).isEqualTo("completed");
            assertThat(view.as(OrderView.class).username()).isEqualTo(user.username());
            assertThat(read("users", user.id(), 1, "wait=10").as(UserView.class))
                    .isEqualTo(user);
            var left = read("products", product.id(), 2, "wait=10").as(ProductView.class);
            assertThat(left.stock()).isEqualTo(2);
        }
    }

    /** Other clients read the same views all the time, so that the cache is always warm and is filled again and again. */
    @Test
    void noViewIsOlderThanRequestedOrThanOneSeenBefore() throws Exception {
        var users = IntStream.range(0, 4)
                .mapToObj(i -> shop.createUser("writer-" + UniqueNames.unique()))
                .toList();
        users.forEach(user -> read("users", user.id(), 1, "wait=10").accepted());
        var over = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var readers = users.stream()
                    .map(user -> threads.submit(() -> readOnAndOn(user, over)))
                    .toList();
            var writers = users.stream()
                    .map(user -> threads.submit(() -> writeAndRead(user, 40)))
                    .toList();
            try {
                for (var writer : writers) {
                    writer.get();
                }
            } finally {
                over.set(true);
            }
            for (var reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        }
    }

    private Void writeAndRead(UserView user, int times) {
        for (int i = 0; i < times; i++) {
            var written = shop.changeUser(user.id(), Map.of("lastName", "Name " + i));
            assertThat(read("users", user.id(), written.version(), "wait=10").as(UserView.class))
                    .isEqualTo(written);
            assertThat(shop.user(user.id())).contains(written);
        }
        return null;
    }

    /** @return the number of reads */
    private int readOnAndOn(UserView user, AtomicBoolean over) {
        var seen = user;
        int reads = 0;
        while (!over.get()) {
            var now = shop.user(user.id()).orElseThrow();
            assertThat(now.version()).isGreaterThanOrEqualTo(seen.version());
            seen = now;
            reads++;
        }
        return reads;
    }

    @Test
    void aViewComesFromTheCacheUntilItChanges() {
        var user = shop.createUser("shown-" + UniqueNames.unique());
        for (int version = 2; version < 6; version++) {
            var path = "/api-queries/users/" + user.id();
            read("users", user.id(), version - 1, "wait=10").accepted();
            var cached = Eventually.eventually(
                    Eventually.LIMIT,
                    () -> shop.get(path),
                    answer -> cacheOf(answer).equals("HIT"));
            assertThat(cached.as(UserView.class).version()).isEqualTo(version - 1);

            var written = shop.changeUser(user.id(), Map.of("firstName", "Ana " + version));
            var fresh = read("users", user.id(), version, "wait=10");
            assertThat(cacheOf(fresh)).isIn("HIT", "MISS");
            for (int time = 0; time < 5; time++) {
                var answer = shop.get(path);
                assertThat(answer.as(UserView.class)).isEqualTo(written);
                assertThat(answer.body()).isEqualTo(fresh.body());
                assertThat(cacheOf(answer)).isIn("HIT", "MISS");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"users", "products", "orders"})
    void aRequestForAVersionThatDoesNotArriveInTimeGetsARetryAfter(String list) {
        for (var id : new long[] {idOf(list), 9_007_199_254_740_991L}) {
            var answer = read(list, id, 1_000_000, "wait=0");

            assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
            assertProblem(answer);
            assertThat(answer.problem()).contains("replica-behind");
            assertThat(answer.header("Retry-After")).contains("1");
            assertThat(answer.header("Preference-Applied")).contains("wait=0");
        }
    }

    @Test
    void anOrderWhoseUserOrProductDoesNotArriveInTimeIsNotPlaced() {
        var user = shop.createUser("early-" + UniqueNames.unique());
        var product = shop.createProduct("early " + UniqueNames.unique(), 1, 1);
        for (var versions : List.of(List.of("2", "1"), List.of("1", "2"))) {
            var answer = place(user.id(), product.id(), versions.get(0), versions.get(1), "wait=0");

            assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
            assertProblem(answer);
            assertThat(answer.problem()).contains("replica-behind");
            assertThat(answer.header("Retry-After")).contains("1");
        }
        long first = place(user.id(), product.id(), "1", "1", "wait=10")
                .as(PlacedOrder.class)
                .id();
        shop.decided(first);
        assertThat(shop.orders("?user=" + user.id())).extracting(OrderView::id).containsExactly(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "one", "\"1\"", "+1", "9007199254740992", "1, 2"})
    void theRefusalNamesAnInvalidVersion(String version) {
        long user = idOf("users");
        var view = shop.send(shop.request("/api-queries/users/" + user)
                .header("X-Min-Version", version)
                .build());
        refusedHeader(view, "X-Min-Version");
        refusedHeader(place(user, 1, version, "1", "wait=0"), "X-Min-User-Version");
        refusedHeader(place(user, 1, "1", version, "wait=0"), "X-Min-Product-Version");
    }

    @Test
    void noRequestWaitsLongerThanTenSecondsAndInvalidPreferencesAreIgnored() {
        long user = idOf("users");

        assertThat(read("users", user, 1, "wait=11").header("Preference-Applied"))
                .contains("wait=10");
        assertThat(read("users", user, 1, "respond-async, wait=3; x").header("Preference-Applied"))
                .contains("wait=3");
        for (var preference : List.of("wait=soon", "wait", "return=minimal")) {
            var answer = read("users", user, 1, preference);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Preference-Applied")).isEmpty();
        }
    }

    @Test
    void manyRequestsWaitForOneVersionAndAllGetIt() throws Exception {
        var user = shop.createUser("awaited-" + UniqueNames.unique());
        Callable<Answer> waiting = () -> read("users", user.id(), 2, "wait=10");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers =
                    Stream.generate(() -> threads.submit(waiting)).limit(50).toList();
            var written = shop.changeUser(user.id(), Map.of("lastName", "Here"));

            for (Future<Answer> answer : answers) {
                assertThat(answer.get().as(UserView.class)).isEqualTo(written);
            }
        }
    }

    private long idOf(String list) {
        return switch (list) {
            case "users" ->
                shown(list, shop.createUser("some-" + UniqueNames.unique()).id());
            case "products" ->
                shown(
                        list,
                        shop.createProduct("some " + UniqueNames.unique(), 1, 1).id());
            default -> {
                var user = shop.createUser("some-" + UniqueNames.unique());
                var product = shop.createProduct("some " + UniqueNames.unique(), 1, 1);
                yield shown(list, shop.placeOrder(user, product, 1).id());
            }
        };
    }

    private long shown(String list, long id) {
        read(list, id, 1, "wait=10").accepted();
        return id;
    }

    private Answer read(String list, long id, long version, String preference) {
        return shop.send(shop.request("/api-queries/%s/%d".formatted(list, id))
                .header("X-Min-Version", Long.toString(version))
                .header("Prefer", preference)
                .build());
    }

    private Answer place(long user, long product, String userVersion, String productVersion, String preference) {
        return shop.send(shop.request("/api-commands/orders")
                .header("Content-Type", "application/json")
                .header("X-Min-User-Version", userVersion)
                .header("X-Min-Product-Version", productVersion)
                .header("Prefer", preference)
                .POST(BodyPublishers.ofString(
                        "{\"user\": %d, \"product\": %d, \"quantity\": 1}".formatted(user, product)))
                .build());
    }

    private static void refusedHeader(Answer answer, String header) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertProblem(answer);
        assertThat(answer.fieldsAtFault()).containsExactly(header);
    }

    private static String cacheOf(Answer answer) {
        return answer.header("X-Cache").orElse("");
    }
}
