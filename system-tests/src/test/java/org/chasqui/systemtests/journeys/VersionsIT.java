package org.chasqui.systemtests.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.journeys.ProblemAssertions.assertProblem;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import org.chasqui.systemtests.Journey;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.OrderView;
import org.chasqui.systemtests.shop.ProductView;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.chasqui.systemtests.shop.UserView;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks commands for one version (If-Match), and reads of a view that the client already has (If-None-Match). */
@Journey
class VersionsIT {

    private final Shop shop;
    private UserView user;
    private ProductView product;

    VersionsIT(Shop shop) {
        this.shop = shop;
    }

    @BeforeEach
    void createUserAndProduct() {
        user = shop.createUser("seen-" + UniqueNames.unique());
        product = shop.createProduct("seen " + UniqueNames.unique(), 100, 10);
    }

    @Test
    void theTagOfACommandsAnswerContainsTheVersion() {
        namesItsVersion(shop.command("POST", "/api-commands/users", Map.of("username", UniqueNames.unique())), 1);
        namesItsVersion(shop.command("PUT", users(), Map.of("lastName", "Quispe")), 2);
        namesItsVersion(shop.command("PUT", users(), Map.of("lastName", "Quispe")), 2);
        namesItsVersion(
                shop.command(
                        "POST", "/api-commands/products", Map.of("name", UniqueNames.unique(), "value", 1, "stock", 1)),
                1);
        namesItsVersion(shop.command("PUT", products(), Map.of("value", 101)), 2);
        namesItsVersion(shop.adjustStock(product.id(), 1), 3);
        long order = shop.placeOrder(user, product, 1).id();
        namesItsVersion(shop.tryToPlaceOrder(user.id(), product.id(), 1), 1);
        shop.orderIn("completed", order);
        namesItsVersion(shop.cancel(order), 3);
        namesItsVersion(shop.cancel(order), 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1\"", "*", " \"1\" ", "\"7\", \"1\"", "\"no,1\",, \"1\",", "W/\"2\", \"1\""})
    void aCommandForTheCurrentVersionTakesEffect(String ifMatch) {
        assertThat(put(users(), "{\"lastName\": \"Quispe\"}", ifMatch).status()).isEqualTo(200);
        assertThat(put(products(), "{\"value\": 7}", ifMatch).status()).isEqualTo(200);
        assertThat(post(placed() + "/cancel", ifMatch.replace("\"1\"", "\"2\"")).status())
                .isEqualTo(202);
        assertThat(post("/api-commands/products/%d/stock-adjustments".formatted(product.id()), "\"2\"")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2\"", "W/\"1\"", "\"\"", "\"01\"", "\"abc\", \"1,\"", "\"9007199254740991\""})
    void aCommandForAnotherVersionIsRefusedAndChangesNothing(String ifMatch) {
        var order = placed();

        for (var answer : List.of(
                put(users(), "{\"lastName\": \"Quispe\"}", ifMatch),
                put(products(), "{\"value\": 7}", ifMatch),
                post(order + "/cancel", ifMatch.equals("\"2\"") ? "\"1\"" : ifMatch))) {
            assertThat(answer.status()).as(answer.toString()).isEqualTo(412);
            assertProblem(answer);
            assertThat(answer.problem()).contains("precondition-failed");
        }
        assertThat(shop.changeUser(user.id(), Map.of())).isEqualTo(user);
        assertThat(shop.changeProduct(product.id(), Map.of()).value()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"1", "'1'", "W/1", "w/\"1\"", "*, \"1\"", "\"1\" \"2\"", ","})
    void theRefusalNamesAnInvalidTag(String ifMatch) {
        for (var answer : List.of(
                put(users(), "{}", ifMatch), put(products(), "{}", ifMatch), post(placed() + "/cancel", ifMatch))) {
            assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
            assertProblem(answer);
            assertThat(answer.fieldsAtFault()).containsExactly("If-Match");
        }
    }

    @Test
    void aCancelAcceptsTheTagOfAView() {
        long id = shop.placeOrder(user, product, 1).id();
        shop.orderIn("completed", id);
        var tag = shop.get("/api-queries/orders/" + id).header("ETag").orElseThrow();
        assertThat(tag).matches("\"2\\.\\d+\"");

        assertThat(post("/api-commands/orders/%d/cancel".formatted(id), tag).status())
                .isEqualTo(202);
        var late = post("/api-commands/orders/%d/cancel".formatted(id), tag);
        assertThat(late.status()).isEqualTo(412);
    }

    @Test
    void aClientThatHasTheViewDoesNotGetItAgain() {
        for (var path : List.of(
                "/api-queries/users/" + user.id(),
                "/api-queries/products/" + product.id(),
                placed().replace("commands", "queries"))) {
            var view = shop.send(shop.request(path)
                    .header("X-Min-Version", path.contains("orders") ? "2" : "1")
                    .header("Prefer", "wait=10")
                    .build());
            var tag = view.header("ETag").orElseThrow();
            assertThat(tag).startsWith("\"");

            for (var known : List.of(tag, "W/" + tag, "*", "\"x,y\", " + tag, tag + ", \"x\"")) {
                var again = ifNoneMatch(path, known);
                assertThat(again.status()).as(path + " " + known).isEqualTo(304);
                assertThat(again.body()).isEmpty();
                assertThat(again.header("ETag")).contains(tag);
                assertThat(again.header("X-Cache")).isPresent();
            }
            for (var other : List.of("\"0\"", "W/\"x\"", "\"\"")) {
                assertThat(ifNoneMatch(path, other).body()).isEqualTo(view.body());
            }
            var malformed = ifNoneMatch(path, tag.replace("\"", ""));
            assertThat(malformed.status()).isEqualTo(400);
            assertThat(malformed.fieldsAtFault()).containsExactly("If-None-Match");
        }
    }

    @Test
    void aClientOfAnOrderGetsTheNewNameOfItsUser() {
        var order = shop.orderIn("completed", shop.placeOrder(user, product, 1).id());
        var path = "/api-queries/orders/" + order.id();
        var tag = shop.get(path).header("ETag").orElseThrow();
        var renamed = shop.changeUser(user.id(), Map.of("username", "renamed-" + UniqueNames.unique()));

        var changed =
                Eventually.eventually(Eventually.LIMIT, () -> ifNoneMatch(path, tag), answer -> answer.status() != 304);
        assertThat(changed.as(OrderView.class).username()).isEqualTo(renamed.username());
        assertThat(changed.as(OrderView.class).version()).isEqualTo(order.version());
    }

    private static void namesItsVersion(Answer answer, long least) {
        long version = answer.accepted().asJson().path("version").asLong(0);
        assertThat(answer.header("ETag")).as(answer.toString()).contains("\"" + version + "\"");
        assertThat(version).as(answer.toString()).isGreaterThanOrEqualTo(least);
    }

    private String users() {
        return "/api-commands/users/" + user.id();
    }

    private String products() {
        return "/api-commands/products/" + product.id();
    }

    /**
     * A decided order at version 2 that is shown with its names, so that its tag no longer changes. It has its own product, because it
     * changes the stock.
     */
    private String placed() {
        long id = shop.placeOrder(user, shop.createProduct("sold " + UniqueNames.unique(), 1, 1), 1)
                .id();
        Eventually.eventually(
                Eventually.LIMIT,
                () -> shop.decided(id),
                order -> order.username() != null && order.productName() != null);
        return "/api-commands/orders/" + id;
    }

    private Answer put(String path, String body, String ifMatch) {
        return shop.send(shop.request(path)
                .header("Content-Type", "application/json")
                .header("If-Match", ifMatch)
                .PUT(BodyPublishers.ofString(body))
                .build());
    }

    private Answer post(String path, String ifMatch) {
        return shop.send(shop.request(path)
                .header("Content-Type", "application/json")
                .header("If-Match", ifMatch)
                .POST(BodyPublishers.ofString("{\"delta\": 1}"))
                .build());
    }

    private Answer ifNoneMatch(String path, String known) {
        return shop.send(shop.request(path).header("If-None-Match", known).build());
    }
}
