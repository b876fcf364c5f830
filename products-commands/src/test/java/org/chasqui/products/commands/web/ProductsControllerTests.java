package org.chasqui.products.commands.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.chasqui.products.commands.SampleProducts.camera;
import static org.chasqui.products.commands.SampleProducts.tripod;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.chasqui.http.Change;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.platform.NotFound;
import org.chasqui.platform.Place;
import org.chasqui.platform.Refusal;
import org.chasqui.products.commands.SampleProducts;
import org.chasqui.products.commands.application.AdjustStockHandler;
import org.chasqui.products.commands.application.AdjustStockHandler.AdjustStock;
import org.chasqui.products.commands.application.ChangeProductHandler;
import org.chasqui.products.commands.application.ChangeProductHandler.ChangeProduct;
import org.chasqui.products.commands.application.CreateProductHandler;
import org.chasqui.products.commands.application.CreateProductHandler.CreateProduct;
import org.chasqui.products.commands.domain.Details;
import org.chasqui.products.commands.domain.Price;
import org.chasqui.products.commands.domain.Sale;
import org.chasqui.products.commands.domain.Stock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@WebMvcTest(ProductsController.class)
class ProductsControllerTests {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @Autowired
    private MockMvcTester mvc;

    @MockitoBean
    private CreateProductHandler createProduct;

    @MockitoBean
    private ChangeProductHandler changeProduct;

    @MockitoBean
    private AdjustStockHandler adjustStock;

    @Test
    void answersANewProductAndWhereToReadIt() {
        given(createProduct.handle(new CreateProduct(camera().details(), new Stock(40))))
                .willReturn(camera().inStock(40).saved(7, 1));

        assertThat(create("{\"name\": \" Pinhole camera \", \"value\": 12500, \"stock\": 40}"))
                .hasStatus(201)
                .hasHeader(HttpHeaders.LOCATION, "/api-queries/products/7")
                .hasHeader(HttpHeaders.ETAG, "\"1\"")
                .bodyJson()
                .isStrictlyEqualTo("""
                        {"id": 7, "name": "Pinhole camera", "description": null, "value": 12500,
                         "stock": 40, "available": true, "onSale": true, "version": 1}
                        """);
    }

    @Test
    void answersTheChangedProduct() {
        given(changeProduct.handle(any())).willReturn(tripod().inStock(0).saved(7, 2));

        assertThat(change("{\"name\": \"Tripod\", \"description\": null, \"value\": 12500, \"stock\": 0}"))
                .hasStatusOk()
                .bodyJson()
                .isStrictlyEqualTo("""
                        {"id": 7, "name": "Tripod", "description": null, "value": 12500,
                         "stock": 0, "available": false, "onSale": true, "version": 2}
                        """);
        then(changeProduct)
                .should()
                .handle(new ChangeProduct(
                        7,
                        ExpectedVersion.ANY,
                        Change.to(tripod().details().name()),
                        Change.to(null),
                        Change.to(new Price(12_500)),
                        Change.to(new Stock(0)),
                        Change.none(),
                        Change.none()));
    }

    @Test
    void changesNothingThatIsNotNamed() {
        given(changeProduct.handle(any())).willReturn(camera().saved(7, 1));

        assertThat(change("{}")).hasStatusOk();
        then(changeProduct)
                .should()
                .handle(new ChangeProduct(
                        7,
                        ExpectedVersion.ANY,
                        Change.none(),
                        Change.none(),
                        Change.none(),
                        Change.none(),
                        Change.none(),
                        Change.none()));
    }

    @Test
    void takesTheMarketsWhereAProductIsSold() {
        given(createProduct.handle(any())).willReturn(camera().soldIn("NI/León").saved(7, 1));

        assertThat(create("""
                        {"name": "Pinhole camera", "value": 12500, "stock": 40, "onSale": false, "markets": ["NI/ León "]}"""))
                .hasStatus(201)
                .bodyJson()
                .extractingPath("$.markets")
                .asArray()
                .containsExactly("NI/León");
        then(createProduct)
                .should()
                .handle(new CreateProduct(
                        new Details(
                                camera().details().name(),
                                null,
                                camera().details().value(),
                                new Sale(false, List.of(Place.of("NI/León")))),
                        new Stock(40)));
    }

    @Test
    void clearsTheMarketsOfAProductOrNamesNone() {
        given(changeProduct.handle(any()))
                .willReturn(camera().soldIn().withdrawn().saved(7, 2));

        assertThat(change("{\"markets\": null}")).hasStatusOk();
        assertThat(change("{\"markets\": [], \"onSale\": false}"))
                .hasStatusOk()
                .bodyJson()
                .isLenientlyEqualTo("{\"onSale\": false, \"available\": false}");
        then(changeProduct).should().handle(sale(Change.none(), Change.to(null)));
        then(changeProduct).should().handle(sale(Change.to(false), Change.to(List.of())));
    }

    private static ChangeProduct sale(Change<Boolean> onSale, Change<@Nullable List<Place>> markets) {
        return new ChangeProduct(
                7, ExpectedVersion.ANY, Change.none(), Change.none(), Change.none(), Change.none(), onSale, markets);
    }

    @Test
    void refusesMoreMarketsThanThereCanBe() {
        given(changeProduct.handle(any())).willReturn(camera().saved(7, 2));
        var names = IntStream.rangeClosed(1, Sale.MAX_MARKETS + 1)
                .mapToObj("\"NI/City %d\""::formatted)
                .toList();
        var most = names.subList(0, Sale.MAX_MARKETS);

        assertThat(change("{\"markets\": %s}".formatted(most))).hasStatusOk();
        assertRefused(change("{\"markets\": %s}".formatted(names)), "markets", "must have at most 250 elements");
    }

    @Test
    void refusesMarketsWithWhichTheProductWouldFitIntoNoEvent() {
        given(changeProduct.handle(any())).willReturn(camera().saved(7, 2));
        var names = SampleProducts.longestMarkets().stream()
                .map("\"%s\""::formatted)
                .toList();

        assertThat(change("{\"markets\": %s}".formatted(names))).hasStatusOk();
        assertRefused(
                change("{\"markets\": %s}".formatted(names).replaceFirst("x101", "x101\\\\\"")),
                "markets",
                "must have at most 60000 bytes");
    }

    @Test
    void answersTheProductWithItsAdjustedStock() {
        given(adjustStock.handle(new AdjustStock(7, ExpectedVersion.ANY, -3, "broken")))
                .willReturn(camera().inStock(37).saved(7, 2));

        assertThat(adjust("{\"delta\": -3, \"reason\": \"broken\"}"))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.stock")
                .isEqualTo(37);
    }

    @Test
    void refusesToTakeMoreThanThereIs() {
        given(adjustStock.handle(any())).willThrow(refusalOf(2, -3));

        assertProblem(adjust("{\"delta\": -3}"), 409, "insufficient-stock");
    }

    @Test
    void refusesToAddMoreThanIsEverCounted() {
        given(adjustStock.handle(any())).willThrow(refusalOf(Stock.LIMIT, 1));

        assertProblem(adjust("{\"delta\": 1}"), 409, "stock-limit-exceeded");
    }

    @Test
    void answersNotFoundForAnUnknownProduct() {
        given(changeProduct.handle(any())).willThrow(new NotFound("product", 7));

        assertProblem(change("{}"), 404, "not-found");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"value": 1, "stock": 1}                                      | name        | must not be null
            {"name": " ", "value": 1, "stock": 1}                         | name        | must have 1 to 50 characters
            {"name": "a", "stock": 1}                                     | value       | must not be null
            {"name": "a", "value": -1, "stock": 1}                        | value       | must be greater than or equal to 0
            {"name": "a", "value": 9007199254740992, "stock": 1}          | value       | must be less than or equal to 9007199254740991
            {"name": "a", "value": 1}                                     | stock       | must not be null
            {"name": "a", "value": 1, "stock": -1}                        | stock       | must be greater than or equal to 0
            {"name": "a", "value": 1, "stock": 1000000001}                | stock       | must be less than or equal to 1000000000
            {"name": "a", "value": 1, "stock": 1, "markets": ["NI/León", "XX/León"]} | markets[1] | must begin with a country: it must be a code of ISO 3166-1 in upper case, such as NI
            """)
    void refusesANewProductAndNamesTheField(String body, String field, String message) {
        assertRefused(create(body), field, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"name": null}        | name  | must not be null
            {"value": null}       | value | must not be null
            {"stock": null}       | stock | must not be null
            {"stock": -1}         | stock | must be greater than or equal to 0
            {"onSale": null}      | onSale | must not be null
            {"onSale": "no"}      | onSale | must be true or false
            {"markets": "NI/León"} | markets | must be an array
            {"markets": [7]}      | markets[0] | must be a string
            {"markets": ["NI/León", null]} | markets[1] | must not be null
            {"markets": ["NI/León", "NI/LEÓN"]} | markets[1] | is there twice
            {"markets": ["NI/León", "CR/San José", "Masaya"]} | markets[2] | must be a country and a city, such as NI/León
            {"available": true}   | available | is not a field here; known are description, markets, name, onSale, stock, value
            """)
    void refusesAChangeAndNamesTheField(String body, String field, String message) {
        assertRefused(change(body), field, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {}                      | delta | must not be null
            {"delta": 0}            | delta | must not be 0
            {"delta": 1000000001}   | delta | must be less than or equal to 1000000000
            {"delta": -1000000001}  | delta | must be greater than or equal to -1000000000
            """)
    void refusesAnAdjustmentAndNamesTheField(String body, String field, String message) {
        assertRefused(adjust(body), field, message);
    }

    @Test
    void countsCharactersAsCodePoints() {
        given(createProduct.handle(any())).willReturn(camera().saved(7, 1));
        var body = "{\"name\": \"a\", \"description\": \"%s\", \"value\": 1, \"stock\": 1}";

        assertThat(create(body.formatted("📷".repeat(200)))).hasStatus(201);
        assertRefused(create(body.formatted("📷".repeat(201))), "description", "must have at most 200 characters");
    }

    /** With the sentence of the domain. */
    private static Refusal refusalOf(long units, long delta) {
        var product = camera().inStock(units).saved(7, 1);
        return catchThrowableOfType(Refusal.class, () -> product.adjustStock(delta, null, NOW));
    }

    private static void assertProblem(MvcTestResult answer, int status, String slug) {
        assertThat(answer)
                .hasStatus(status)
                .bodyJson()
                .extractingPath("$.type")
                .isEqualTo("urn:chasqui:problem:" + slug);
    }

    private static void assertRefused(MvcTestResult answer, String field, String message) {
        assertThat(answer)
                .hasStatus(400)
                .bodyJson()
                .hasPathSatisfying("$.errors[0].field", name -> assertThat(name).isEqualTo(field))
                .hasPathSatisfying(
                        "$.errors[0].message", text -> assertThat(text).isEqualTo(message));
    }

    private MvcTestResult create(String body) {
        return mvc.post()
                .uri("/api-commands/products")
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }

    private MvcTestResult change(String body) {
        return mvc.put()
                .uri("/api-commands/products/7")
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }

    private MvcTestResult adjust(String body) {
        return mvc.post()
                .uri("/api-commands/products/7/stock-adjustments")
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }
}
