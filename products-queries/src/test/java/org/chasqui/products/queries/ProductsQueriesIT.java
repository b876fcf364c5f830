package org.chasqui.products.queries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.chasqui.products.queries.ProductStream.market;
import static org.chasqui.products.queries.ProductStream.product;
import static org.chasqui.products.queries.ProductStream.sold;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.chasqui.platform.Place;
import org.chasqui.products.queries.view.ProductOrder;
import org.chasqui.products.queries.view.ProductOrder.Position;
import org.chasqui.products.queries.view.ProductView;
import org.chasqui.products.queries.view.ProductViews;
import org.chasqui.products.queries.view.ProductViews.ProductFilter;
import org.chasqui.testing.ContractSamples;
import org.chasqui.testing.UsesServers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** From the list in Redis to the rows in PostgreSQL. */
@SpringBootTest(properties = {"messaging.autostart=false", "chasqui.cache.timeout=2s"})
@AutoConfigureMockMvc
@UsesServers
@Import(ProductStream.class)
class ProductsQueriesIT {

    @Autowired
    private ProductStream stream;

    @Autowired
    private ProductViews products;

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private JdbcTemplate jdbc;

    @BeforeEach
    void empty() {
        jdbc.execute("TRUNCATE product_view, market_view");
    }

    @Test
    void showsAProductThatWasCreatedAndThenChanged() {
        stream.delivers(ContractSamples.json("product.created.v1"));
        assertThat(view(7).version()).isEqualTo(1);
        assertThat(view(7).name()).isEqualTo("Pinhole camera");
        assertThat(view(7).description()).isNull();
        assertThat(view(7).value()).isEqualTo(12_500);
        assertThat(view(7).stock()).isEqualTo(40);

        stream.delivers(ContractSamples.json("product.changed.v1"));
        assertThat(view(7).version()).isEqualTo(2);
        assertThat(view(7).description()).isEqualTo("Brass, f/180");
        assertThat(view(7).stock()).isEqualTo(38);
    }

    @Test
    void showsWhereAProductIsSoldAndWhetherItWasWithdrawn() {
        stream.delivers(
                ContractSamples.json("product.changed.v1"),
                sold(8, false, List.of()),
                product(9, 1, "film", 9),
                sold(10, true, List.of()));

        assertShows(7, """
                {"available": true, "onSale": true, "markets": ["NI/León", "CR/San José"]}""");
        assertShows(8, """
                {"available": false, "onSale": false, "markets": []}""");
        assertShows(9, """
                {"available": true, "onSale": true}""");
        assertThat(get("/api-queries/products/9")).bodyJson().doesNotHavePath("$.markets");
        assertShows(10, """
                {"available": false, "onSale": true, "markets": []}""");
    }

    @Test
    void passesOverReservations() {
        stream.delivers(
                ContractSamples.json("reservation.made.v1"),
                product(7, 1, "camera", 40),
                ContractSamples.json("reservation.refused.v1"),
                product(7, 2, "camera", 38),
                ContractSamples.json("reservation.released.v1"));

        assertThat(view(7).stock()).isEqualTo(38);
    }

    @Test
    void takesTheNewestOfABatch() {
        stream.delivers(
                product(7, 1, "camera", 40),
                product(8, 1, "tripod", 3),
                product(7, 2, "camera", 39),
                product(7, 3, "camera", 38));

        assertThat(view(7).stock()).isEqualTo(38);
        assertThat(view(8).stock()).isEqualTo(3);
    }

    @Test
    void appliesARepeatedEventOnceAndNeverGoesBackToAnOlderOne() {
        stream.delivers(product(7, 1, "camera", 40), product(7, 2, "camera", 39));
        stream.delivers(product(7, 1, "camera", 40));
        assertThat(view(7).version()).isEqualTo(2);

        stream.delivers(product(7, 2, "another version 2", 1));
        assertThat(view(7).name()).isEqualTo("camera");
        assertThat(view(7).stock()).isEqualTo(39);
    }

    @Test
    void listsProductsInIdOrderPageByPage() {
        stream.delivers(product(3, 1, "c", 1), product(1, 1, "a", 1), product(2, 1, "b", 1));

        assertThat(page(0, 2)).containsExactly("a", "b");
        assertThat(page(2, 2)).containsExactly("c");
        assertThat(page(3, 2)).isEmpty();
    }

    @Test
    void showsWhatItHasUntilARebuildHasCaughtUpAndNeverAnythingOlder() {
        stream.delivers(product(7, 1, "camera", 40), product(7, 2, "box camera", 38), product(8, 1, "tripod", 3));

        stream.startsOver();
        assertThat(page(0, 9)).containsExactly("box camera", "tripod");
        stream.delivers(product(7, 1, "camera", 40), product(9, 1, "film", 9));
        assertThat(page(0, 9)).containsExactly("box camera", "tripod", "film");
        assertThat(get("/api-queries/products/8")).hasStatusOk();
    }

    @Test
    void showsAfterARebuildWhatTheStreamHasAndNothingElse() {
        stream.delivers(
                product(7, 1, "camera", 40),
                product(7, 2, "of another history", 38),
                product(8, 1, "wrong", 3),
                product(9, 1, "lost", 3));

        stream.startsOver();
        stream.delivers(product(7, 1, "camera", 40), product(8, 1, "tripod", 3));
        stream.isRebuilt();

        assertThat(page(0, 9)).containsExactly("camera", "tripod");
        assertThat(view(7).version()).isEqualTo(1);
        assertThat(get("/api-queries/products/9")).hasStatus(404);
    }

    @Test
    void answersTheNewStateAsSoonAsItIsHere() {
        stream.delivers(product(70, 1, "Pinhole camera", 40));
        untilCached("/api-queries/products/70");

        stream.delivers(product(70, 2, "Box camera", 40));

        assertThat(get("/api-queries/products/70"))
                .hasStatusOk()
                .hasHeader("X-Cache", "MISS")
                .bodyJson()
                .extractingPath("$.name")
                .isEqualTo("Box camera");
    }

    @Test
    void showsAMarketHoweverItsCityIsSpelled() {
        stream.delivers(market("CR/San José", 1, true), market("CR/San José", 2, false));

        assertThat(get("/api-queries/markets/CR/san%20JOSE%CC%81"))
                .hasStatusOk()
                .bodyJson()
                .isStrictlyEqualTo("""
                        {"country": "CR", "city": "San José", "active": false, "version": 2}""");
        assertThat(get("/api-queries/markets/PA/San%20Jos%C3%A9"))
                .hasStatus(404)
                .bodyJson()
                .extractingPath("$.detail")
                .isEqualTo("There is no market PA/San José.");
    }

    @Test
    void answersFromTheCacheUntilTheMarketChanges() {
        stream.delivers(market("NI/León", 1, true));
        untilCached("/api-queries/markets/NI/Le%C3%B3n");
        assertAvailability("NI/León", true, "hit");

        stream.delivers(market("NI/León", 2, false));

        assertAvailability("NI/León", false, "miss");
    }

    @Test
    void listsMarketsByCountryAndCityPageByPage() {
        stream.delivers(
                market("NI/Masaya", 1, true),
                market("CR/San José", 1, true),
                market("NI/León", 1, false),
                market("NI/Estelí", 1, true));

        assertThat(cities("")).containsExactly("San José", "Estelí", "León", "Masaya");
        assertThat(cities("country=NI")).containsExactly("Estelí", "León", "Masaya");
        assertThat(cities("country=NI&active=true")).containsExactly("Estelí", "Masaya");
        assertThat(cities("active=false&after=CR/Zarcero")).containsExactly("León");
        assertThat(cities("country=NI&after=NI/ESTEL%C3%8D")).containsExactly("León", "Masaya");
        assertThat(get("/api-queries/markets?limit=2&country=NI"))
                .hasStatusOk()
                .hasHeader("Link", "</api-queries/markets?country=NI&limit=2&after=NI%2FLe%C3%B3n>; rel=\"next\"");
    }

    @Test
    void keepsTheMarketsThatARebuildFinds() {
        stream.delivers(market("NI/León", 1, true), market("NI/León", 2, false), market("NI/Masaya", 1, true));

        stream.startsOver();
        stream.delivers(market("NI/León", 1, true));
        assertThat(cities("active=false")).containsExactly("León");
        stream.isRebuilt();

        assertThat(cities("")).containsExactly("León");
        assertThat(cities("active=true")).containsExactly("León");
    }

    @ParameterizedTest
    @CsvSource({
        "markets/ni/Le%C3%B3n, country",
        "markets/NI/a%3Bb, city",
        "markets?country=XX, country",
        "markets?active=maybe, active",
        "markets?limit=201, limit",
        "markets?after=7, after",
        "markets/availability?country=NI, city"
    })
    void refusesWhatIsNoPlaceAndNamesTheField(String path, String field) {
        assertThat(get("/api-queries/" + path))
                .hasStatus(400)
                .bodyJson()
                .extractingPath("$.errors[0].field")
                .isEqualTo(field);
    }

    private void assertShows(long product, String json) {
        assertThat(get("/api-queries/products/" + product))
                .hasStatusOk()
                .bodyJson()
                .isLenientlyEqualTo(json);
    }

    private void assertAvailability(String place, boolean active, String cache) {
        var market = Place.of(place);
        assertThat(mvc.get()
                        .uri("/api-queries/markets/availability?country={0}&city={1}", market.country(), market.city())
                        .header("If-None-Match", "*")
                        .exchange())
                .hasStatusOk()
                .doesNotContainHeader("ETag")
                .bodyJson()
                .isStrictlyEqualTo("{\"country\": \"%s\", \"city\": \"%s\", \"active\": %s, \"cache\": \"%s\"}"
                        .formatted(market.country(), market.city(), active, cache));
    }

    private List<String> cities(String query) {
        var cities = new ArrayList<String>();
        assertThat(get("/api-queries/markets?" + query))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$[*].city")
                .asArray()
                .allSatisfy(city -> cities.add((String) city));
        return cities;
    }

    private ProductView view(long id) {
        return products.findById(id).orElseThrow();
    }

    private List<String> page(long after, int rows) {
        var all = new ProductFilter(null, null, null, null, null);
        return products.findPage(all, ProductOrder.ID, new Position(null, after), rows).stream()
                .map(ProductView::name)
                .toList();
    }

    private MvcTestResult get(String path) {
        return mvc.get().uri(URI.create(path)).exchange();
    }

    /** The first readers may come before the cache is connected. */
    private void untilCached(String path) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> get(path).getResponse().getHeader("X-Cache"), "HIT"::equals);
    }
}
