package org.chasqui.systemtests.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.journeys.ProblemAssertions.assertProblem;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.chasqui.systemtests.Journey;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.ProductView;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.chasqui.systemtests.shop.UserView;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the limits of every field: the last accepted value and the first refused one. */
@Journey
class ValidationIT {

    private static final String LARGEST = "9007199254740991";
    private static final String PAST_LARGEST = "9007199254740992";
    private static final String PAST_LONG = "9223372036854775808";

    /** Values that no number field accepts. */
    private static final List<String> NO_NUMBERS =
            List.of("null", "1.5", "\"1\"", "true", "[1]", "{}", PAST_LARGEST, PAST_LONG, "-" + PAST_LONG, "1e30");

    /** Values that no text field accepts. */
    private static final List<String> NO_TEXTS = List.of(
            "1", "1.5", "false", "[\"a\"]", "{}", "\"a\\u0000b\"", "\"a\\u0007b\"", "\"a\\ud800b\"", "\"\\udc00\"");

    private static UserView user;
    private static ProductView product;

    private final Shop shop;

    ValidationIT(Shop shop) {
        this.shop = shop;
    }

    @BeforeAll
    static void createUserAndProduct(Shop shop) {
        user = shop.createUser("valid-" + UniqueNames.unique());
        product = shop.createProduct("valid " + UniqueNames.unique(), 1, 1_000_000_000);
        shop.placeOrder(user, product, 1);
    }

    static Stream<Arguments> refused() {
        var cases = new ArrayList<Arguments>();
        var users = "/api-commands/users";
        for (var bad : texts(50)) {
            cases.add(refused("POST", users, "username", "{\"username\": %s}", bad));
            cases.add(refused("PUT", users + "/USER", "username", "{\"username\": %s}", bad));
        }
        cases.add(refused("POST", users, "username", "{\"firstName\": %s}", "\"Ana\""));
        for (var name : List.of("firstName", "lastName")) {
            for (var bad : NO_TEXTS) {
                cases.add(refused("POST", users, name, "{\"username\": \"UNIQUE\", \"" + name + "\": %s}", bad));
                cases.add(refused("PUT", users + "/USER", name, "{\"" + name + "\": %s}", bad));
            }
        }
        var products = "/api-commands/products";
        for (var bad : texts(50)) {
            cases.add(refused("POST", products, "name", "{\"name\": %s, \"value\": 1, \"stock\": 1}", bad));
            cases.add(refused("PUT", products + "/PRODUCT", "name", "{\"name\": %s}", bad));
        }
        for (var bad : with(NO_TEXTS, text(201))) {
            cases.add(refused(
                    "POST",
                    products,
                    "description",
                    "{\"name\": \"a\", \"description\": %s, \"value\": 1, \"stock\": 1}",
                    bad));
            cases.add(refused("PUT", products + "/PRODUCT", "description", "{\"description\": %s}", bad));
        }
        for (var bad : with(NO_NUMBERS, "-1")) {
            cases.add(refused("POST", products, "value", "{\"name\": \"a\", \"value\": %s, \"stock\": 1}", bad));
            cases.add(refused("PUT", products + "/PRODUCT", "value", "{\"value\": %s}", bad));
        }
        for (var bad : with(NO_NUMBERS, "-1", "1000000001")) {
            cases.add(refused("POST", products, "stock", "{\"name\": \"a\", \"value\": 1, \"stock\": %s}", bad));
            cases.add(refused("PUT", products + "/PRODUCT", "stock", "{\"stock\": %s}", bad));
        }
        for (var field : List.of("name", "value", "stock")) {
            var others = Stream.of("\"name\": \"a\"", "\"value\": 1", "\"stock\": 1")
                    .filter(other -> !other.startsWith("\"" + field))
                    .toList();
            cases.add(refused("POST", products, field, "{%s}", String.join(", ", others)));
        }
        for (var bad : with(NO_NUMBERS, "0")) {
            cases.add(refused("POST", products + "/PRODUCT/stock-adjustments", "delta", "{\"delta\": %s}", bad));
        }
        cases.add(refused("POST", products + "/PRODUCT/stock-adjustments", "delta", "%s", "{}"));
        for (var bad : NO_TEXTS) {
            cases.add(refused(
                    "POST", products + "/PRODUCT/stock-adjustments", "reason", "{\"delta\": 1, \"reason\": %s}", bad));
        }
        for (var bad : with(NO_NUMBERS, "0", "-1", "1000001", "2147483648")) {
            cases.add(refused(
                    "POST",
                    "/api-commands/orders",
                    "quantity",
                    "{\"user\": USER, \"product\": PRODUCT, \"quantity\": %s}",
                    bad));
        }
        for (var bad : with(NO_NUMBERS, "-1")) {
            cases.add(refused(
                    "POST",
                    "/api-commands/orders",
                    "user",
                    "{\"user\": %s, \"product\": PRODUCT, \"quantity\": 1}",
                    bad));
            cases.add(refused(
                    "POST",
                    "/api-commands/orders",
                    "product",
                    "{\"user\": USER, \"product\": %s, \"quantity\": 1}",
                    bad));
        }
        for (var field : List.of("user", "product", "quantity")) {
            var others = Stream.of("\"user\": USER", "\"product\": PRODUCT", "\"quantity\": 1")
                    .filter(other -> !other.startsWith("\"" + field))
                    .toList();
            cases.add(refused("POST", "/api-commands/orders", field, "{%s}", String.join(", ", others)));
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource
    void refused(String method, String path, String field, String body) {
        var answer = send(method, path, body);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertProblem(answer);
        assertThat(answer.problem()).as(answer.toString()).contains("validation-failed");
        assertThat(answer.fieldsAtFault()).as(answer.toString()).contains(field);
    }

    static Stream<Arguments> accepted() {
        var users = "/api-commands/users";
        var products = "/api-commands/products";
        var adjustments = products + "/PRODUCT/stock-adjustments";
        return Stream.of(
                taken("POST", users, "{\"username\": \"UNIQUE\"}"),
                taken("POST", users, "{\"username\": \"UNIQUE" + "n".repeat(38) + "\"}"),
                taken("POST", users, "{\"username\": \"  UNIQUE" + "𓂀".repeat(38) + "\\t\\n \"}"),
                taken("POST", users, "{\"username\": \"UNIQUE\", \"firstName\": null, \"lastName\": \"O'Higgins\"}"),
                taken("PUT", users + "/USER", "{}"),
                taken("PUT", users + "/USER", "{\"firstName\": \"Ñusta\", \"lastName\": \"木村\"}"),
                taken("POST", products, "{\"name\": \"a\", \"value\": 0, \"stock\": 0}"),
                taken(
                        "POST",
                        products,
                        "{\"name\": %s, \"description\": %s, \"value\": %s, \"stock\": 1000000000}"
                                .formatted(text(50), text(200), LARGEST)),
                taken("POST", products, "{\"name\": \"a\", \"description\": null, \"value\": 1, \"stock\": 1}"),
                taken("PUT", products + "/PRODUCT", "{}"),
                taken("PUT", products + "/PRODUCT", "{\"description\": null}"),
                taken("PUT", products + "/PRODUCT", "{\"name\": %s}".formatted(text(50))),
                taken("PUT", products + "/PRODUCT", "{\"stock\": 1000000000}"),
                taken("POST", adjustments, "{\"delta\": -1}"),
                taken("POST", adjustments, "{\"delta\": 1, \"reason\": \"found one\"}"),
                taken("POST", adjustments, "{\"delta\": -1, \"reason\": null}"),
                taken("POST", "/api-commands/orders", "{\"user\": USER, \"product\": PRODUCT, \"quantity\": 1}"),
                taken("POST", "/api-commands/orders", "{\"user\": USER, \"product\": PRODUCT, \"quantity\": 1000000}"));
    }

    @ParameterizedTest
    @MethodSource
    void accepted(String method, String path, String body) {
        var answer = send(method, path, body);

        assertThat(answer.status())
                .as(answer.toString())
                .isEqualTo(method.equals("POST") && !path.endsWith("adjustments") ? 201 : 200);
    }

    private Answer send(String method, String path, String body) {
        return shop.send(shop.request(filled(path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(filled(body)))
                .build());
    }

    /** Replaces placeholders with values that are known only when the shop runs. */
    private static String filled(String text) {
        return text.replace("USER", Long.toString(user.id()))
                .replace("PRODUCT", Long.toString(product.id()))
                .replace("UNIQUE", UniqueNames.unique());
    }

    private static Arguments refused(String method, String path, String field, String body, String value) {
        return argumentSet(
                "%s %s %s %s".formatted(method, path, field, brief(value)), method, path, field, body.formatted(value));
    }

    private static Arguments taken(String method, String path, String body) {
        return argumentSet("%s %s %s".formatted(method, path, brief(body)), method, path, body);
    }

    private static String brief(String value) {
        return value.length() <= 60 ? value : value.substring(0, 60) + "…";
    }

    /** Values that are not text, and texts that are too long, or empty after trimming. */
    private static List<String> texts(int max) {
        return with(
                NO_TEXTS, "null", "\"\"", "\"   \"", "\"\\t\\n\"", text(max + 1), "\"" + "𓂀".repeat(max + 1) + "\"");
    }

    private static String text(int length) {
        return "\"" + "é".repeat(length) + "\"";
    }

    private static List<String> with(List<String> values, String... more) {
        return Stream.concat(values.stream(), Stream.of(more)).toList();
    }
}
