package org.chasqui.systemtests.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.shop.Eventually.eventually;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.chasqui.systemtests.Journey;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.OrderView;
import org.chasqui.systemtests.shop.ProductView;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.chasqui.systemtests.shop.UserView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Markets through the gateway, whatever their names; and orders that name one. */
@Journey
class MarketsIT {

    private static final int CUSTOMERS = 8;

    private final Shop shop;

    MarketsIT(Shop shop) {
        this.shop = shop;
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', textBlock = """
            San%20Jos%C3%A9-, San José-, SAN%20JOSE%CC%81-
            %D0%9C%D0%BE%D1%81%D0%BA%D0%B2%D0%B0-, Москва-, %D0%BC%D0%BE%D1%81%D0%BA%D0%B2%D0%B0-
            %E6%9D%B1%E4%BA%AC, 東京, %E6%9D%B1%E4%BA%AC
            St.%20John's%20(!)%20&-, St. John's (!) &-, ST.%20john%27s%20(!)%20%26-
            100%25%20%3F%23%22%3C%7B-, 100% ?#"<{-, 100%25%20%3F%23%22%3C%7B-
            """)
    void passTheGatewayHoweverTheirCitiesAreWritten(String written, String city, String spelling) {
        var unique = UniqueNames.unique();
        shop.changeMarket("CR", written + unique, true);

        var view = eventually(
                Eventually.LIMIT, () -> shop.read("/api-queries/markets/CR/" + spelling + unique), Answer::isAccepted);

        assertThat(view.asJson().path("city").asString()).isEqualTo(city + unique);
        assertThat(view.asJson().path("active").asBoolean()).isTrue();
        assertThat(shop.changeMarket("CR", spelling + unique, false)
                        .asJson()
                        .path("version")
                        .asLong())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "/api-queries/markets/cr/Lim%C3%B3n, 400",
        "/api-queries/markets/XX/Lim%C3%B3n, 400",
        "/api-queries/markets/CR/%20, 400",
        "/api-queries/markets/CR/%FF, 400",
        "/api-queries/markets/CR/a%2Fb, 404",
        "/api-queries/markets/CR%2FLim%C3%B3n, 400",
        "/api-queries/markets/CR/a%5Cb, 404",
        "/api-queries/markets/CR/a%3Bb, 404",
        "/api-queries/markets/CR/a;b, 404",
        "/api-queries/markets/CR/../CR/Lim%C3%B3n, 400",
        "/api-queries/markets/CR/%2e%2e/CR/Lim%C3%B3n, 400",
        "/api-queries/markets//CR/Lim%C3%B3n, 400",
        "/api-queries/users/../markets/CR/Lim%C3%B3n, 400",
        "/api-queries/markets/CR/No%20such%20place, 404",
        "/api-queries/markets/availability?country=CR&city=No%20such%20place, 404"
    })
    void areRefusedIfTheirPathCouldBeReadInTwoWaysOrNamesNone(String path, int status) {
        var answer = shop.get(path);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.mediaType()).isEqualTo("application/problem+json");
    }

    @Test
    void aChangeTakesTheMarketOutOfTheCache() {
        var city = UniqueNames.unique();
        shop.changeMarket("NI", city, true);
        eventually(() -> assertThat(availability(city)).isEqualTo("true hit"));

        shop.changeMarket("NI", city, false);

        eventually(() -> assertThat(availability(city)).isEqualTo("false hit"));
    }

    @Test
    void areMadeOnceByRequestsWithOneKey() {
        var path = "/api-commands/markets/NI/" + UniqueNames.unique();

        var first = put(path, "\"active\": true", "Idempotency-Key", path);
        put(path, "\"active\": false", "If-Match", "\"1\"").accepted();
        var repeated = put(path, "\"active\": true", "Idempotency-Key", path);

        assertThat(repeated.body()).isEqualTo(first.body());
        assertThat(repeated.header("Idempotency-Replayed")).contains("true");
        assertThat(put(path, "\"active\": true", "If-Match", "\"1\"").status()).isEqualTo(412);
    }

    @Test
    void sellAProductThatIsLimitedInThemAndNowhereElse() {
        var user = shop.createUser("tourist-" + UniqueNames.unique());
        var city = UniqueNames.unique();
        var opened =
                shop.changeMarket("NI", city, true).asJson().path("version").asString();
        var product = shop.createProduct(Map.of(
                "name",
                "souvenir " + city,
                "value",
                100,
                "stock",
                10,
                "markets",
                List.of("NI/" + city.toUpperCase(Locale.ROOT))));
        var order = Map.of("user", user.id(), "product", product.id(), "quantity", 1, "market", "NI/" + city);

        var sold = place(order, "X-Min-Market-Version", opened).accepted();
        assertThat(shop.decided(sold.asJson().path("id").asLong()).state()).isEqualTo("completed");
        assertThat(order(user, product, "León").problem()).contains("not-sold-in-market");

        var withdrawn = shop.changeProduct(product.id(), Map.of("onSale", false));
        assertThat(withdrawn.available()).isFalse();
        assertThat(place(order, "X-Min-Product-Version", Long.toString(withdrawn.version()))
                        .problem())
                .contains("not-on-sale");
        eventually(() ->
                assertThat(shop.product(product.id()).map(ProductView::onSale)).contains(false));
    }

    /** Once the user and the product have arrived there, and what the header says. */
    private Answer place(Map<String, ?> order, String header, String version) {
        return eventually(
                Eventually.LIMIT,
                () -> shop.send(shop.request("/api-commands/orders")
                        .header("Content-Type", "application/json")
                        .header(header, version)
                        .header("Prefer", "wait=10")
                        .POST(BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(order)))
                        .build()),
                MarketsIT::isUnderstood);
    }

    @Test
    void takeOrdersUntilTheyAreClosedAndNotOneAfterwards() throws Exception {
        var user = shop.createUser("traveller-" + UniqueNames.unique());
        var product = shop.createProduct("souvenir " + UniqueNames.unique(), 100, 100_000);
        var city = UniqueNames.unique();
        assertThat(order(user, product, city).problem()).contains("unknown-market");
        shop.changeMarket("NI", city, true);
        eventually(() -> assertThat(
                        order(user, product, city.toUpperCase(Locale.ROOT)).status())
                .isEqualTo(201));
        var closed = new AtomicBoolean();

        List<Attempt> attempts;
        try (var threads = Executors.newFixedThreadPool(CUSTOMERS + 1)) {
            var customers = IntStream.range(0, CUSTOMERS)
                    .<Callable<List<Attempt>>>mapToObj(number -> () -> orderUntilRefused(user, product, city, closed))
                    .map(threads::submit)
                    .toList();
            Thread.sleep(1_000);
            shop.changeMarket("NI", city, false);
            closed.set(true);
            attempts = new ArrayList<>();
            for (var customer : customers) {
                attempts.addAll(customer.get());
            }
        }

        var completed = attempts.stream().filter(Attempt::isCompleted).toList();
        assertThat(completed).isNotEmpty().noneMatch(Attempt::afterClosing);
        assertThat(attempts.stream().flatMap(attempt -> attempt.order().stream()))
                .filteredOn(order -> order.state().equals("failed"))
                .extracting(OrderView::reason)
                .allMatch("market-closed"::equals);
        assertThat(shop.orders("?product=%d&state=completed&limit=200".formatted(product.id())))
                .allMatch(order -> ("NI/" + city).equals(order.market()));
    }

    /** @param order empty if it was refused at once */
    private record Attempt(boolean afterClosing, Optional<OrderView> order) {

        boolean isCompleted() {
            return order.map(OrderView::state).filter("completed"::equals).isPresent();
        }
    }

    private List<Attempt> orderUntilRefused(UserView user, ProductView product, String city, AtomicBoolean closed) {
        var attempts = new ArrayList<Attempt>();
        while (true) {
            var afterClosing = closed.get();
            var answer = order(user, product, city);
            if (answer.status() != 201) {
                assertThat(answer.problem()).contains("market-closed");
                attempts.add(new Attempt(afterClosing, Optional.empty()));
                return attempts;
            }
            var placed = answer.asJson().path("id").asLong();
            attempts.add(new Attempt(afterClosing, Optional.of(shop.decided(placed))));
        }
    }

    private Answer order(UserView user, ProductView product, String city) {
        return eventually(
                Eventually.LIMIT,
                () -> shop.command(
                        "POST",
                        "/api-commands/orders",
                        Map.of("user", user.id(), "product", product.id(), "quantity", 1, "market", "NI/" + city)),
                MarketsIT::isUnderstood);
    }

    private static boolean isUnderstood(Answer answer) {
        return answer.problem()
                .filter(problem -> problem.equals("unknown-user") || problem.equals("unknown-product"))
                .isEmpty();
    }

    private Answer put(String path, String member, String header, String value) {
        return shop.send(shop.request(path)
                .header("Content-Type", "application/json")
                .header(header, value)
                .PUT(BodyPublishers.ofString("{" + member + "}"))
                .build());
    }

    private String availability(String city) {
        var answer = shop.read("/api-queries/markets/availability?country=NI&city=" + city)
                .asJson();
        return answer.path("active").asBoolean() + " " + answer.path("cache").asString();
    }
}
