package org.chasqui.orders.queries.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.chasqui.orders.queries.view.OrderViews;
import org.chasqui.orders.queries.view.OrderViews.OrderFilter;
import org.chasqui.orders.queries.view.SampleViews;
import org.chasqui.platform.Place;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.http.HttpHeaders;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@WebMvcTest(OrdersController.class)
class OrdersControllerTests {

    private static final OrderFilter ALL = filter(null, null, null);

    @Autowired
    private MockMvcTester mvc;

    @MockitoBean
    private OrderViews orders;

    @Test
    void answersTheView() {
        given(orders.findById(17)).willReturn(Optional.of(SampleViews.failed(17)));

        assertThat(get("/api-queries/orders/17")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
                {"id": 17, "user": 3, "username": "ana", "product": 7, "productName": "Pinhole camera",
                 "value": 12500, "quantity": 2,
                 "lines": [{"product": 7, "name": "Pinhole camera", "value": 12500, "quantity": 2, "total": 25000}],
                 "total": 25000, "state": "failed", "reason": "insufficient-stock",
                 "placedAt": "2026-01-31T12:00:00Z", "updatedAt": "2026-01-31T12:00:02.123456Z", "version": 2}""");
    }

    @Test
    void answersAnOrderWhoseUserAndProductHaveNotComeYet() {
        given(orders.findById(17)).willReturn(Optional.of(SampleViews.ofUnknownNames(17)));

        assertThat(get("/api-queries/orders/17")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
                {"id": 17, "user": 3, "username": null, "product": 7, "productName": null,
                 "value": 12500, "quantity": 2,
                 "lines": [{"product": 7, "name": null, "value": 12500, "quantity": 2, "total": 25000}],
                 "total": 25000, "state": "processing", "reason": null,
                 "placedAt": "2026-01-31T12:00:00Z", "updatedAt": "2026-01-31T12:00:00Z", "version": 1}""");
    }

    @Test
    void answersTheLinesOfAnOrderOfSeveralWithoutTheFieldsOfOne() {
        given(orders.findById(17)).willReturn(Optional.of(SampleViews.ofTwoLines(17)));

        assertThat(get("/api-queries/orders/17")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
                {"id": 17, "user": 3, "username": null,
                 "lines": [{"product": 7, "name": "Pinhole camera", "value": 12500, "quantity": 2, "total": 25000},
                           {"product": 9, "name": null, "value": 4900, "quantity": 1, "total": 4900}],
                 "total": 29900, "state": "processing", "reason": null,
                 "placedAt": "2026-01-31T12:00:00Z", "updatedAt": "2026-01-31T12:00:00Z", "version": 1}""");
    }

    @Test
    void answersTheMarketOfAnOrderThatNamesOne() {
        given(orders.findById(17)).willReturn(Optional.of(SampleViews.failedIn("NI/León", 17)));

        assertThat(get("/api-queries/orders/17"))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.market")
                .isEqualTo("NI/León");
    }

    @Test
    void answersNotFoundForAnOrderItHasNotHeardOf() {
        assertThat(get("/api-queries/orders/18"))
                .hasStatus(404)
                .bodyJson()
                .extractingPath("$.detail")
                .isEqualTo("There is no order 18.");
    }

    @Test
    void answersFiftyOrdersFromTheBeginning() {
        given(orders.findPage(ALL, 0, 51)).willReturn(List.of(SampleViews.failed(17), SampleViews.failed(18)));

        assertThat(get("/api-queries/orders"))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$[*].id")
                .asArray()
                .containsExactly(17, 18);
    }

    @Test
    void answersThePageThatIsAskedFor() {
        assertThat(get("/api-queries/orders?after=3&limit=2"))
                .hasStatusOk()
                .bodyJson()
                .isStrictlyEqualTo("[]");
        then(orders).should().findPage(ALL, 3, 3);
    }

    private static OrderFilter filter(@Nullable Long user, @Nullable Long product, @Nullable String state) {
        return new OrderFilter(Optional.empty(), user, product, state, null, null, null);
    }

    @ParameterizedTest
    @CsvSource({
        "user=3, 3, , ",
        "product=7, , 7, ",
        "state=failed, , , failed",
        "user=9007199254740991&product=7&state=processing, 9007199254740991, 7, processing"
    })
    void answersWhatPassesTheFilters(String query, Long user, Long product, String state) {
        assertThat(get("/api-queries/orders?" + query)).hasStatusOk();

        then(orders).should().findPage(filter(user, product, state), 0, 51);
    }

    @Test
    void answersTheOrdersOfAMarketBetweenTwoInstants() {
        var query = "market=NI/LE%C3%93N&placedFrom=2026-01-31T12:00:00Z&placedBefore=2026-02-01T00:00:00%2B01:00";
        var filter = new OrderFilter(
                Optional.empty(),
                null,
                null,
                null,
                new Place("NI", "LEÓN"),
                Instant.parse("2026-01-31T12:00:00Z"),
                Instant.parse("2026-01-31T23:00:00Z"));
        given(orders.findPage(filter, 9, 2)).willReturn(List.of(SampleViews.failed(17), SampleViews.failed(18)));

        assertThat(mvc.get()
                        .uri(URI.create("/api-queries/orders?limit=1&after=9&" + query))
                        .exchange())
                .hasStatusOk()
                .hasHeader(
                        HttpHeaders.LINK,
                        "</api-queries/orders?market=NI%2FLE%C3%93N&placedFrom=2026-01-31T12%3A00%3A00Z"
                                + "&placedBefore=2026-02-01T00%3A00%3A00%2B01%3A00&limit=1&after=17>; rel=\"next\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "cancelled"})
    void knowsEveryState(String state) {
        assertThat(get("/api-queries/orders?state=" + state)).hasStatusOk();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            limit=201             | limit   | must be less than or equal to 200
            after=-1              | after   | must be greater than or equal to 0
            user=0                | user    | must be greater than or equal to 1
            user=ana              | user    | must be a whole number within range
            user=9007199254740992 | user    | must be less than or equal to 9007199254740991
            product=-7            | product | must be greater than or equal to 1
            product=0x7           | product | must be a whole number within range
            state=Processing      | state   | must be one of processing, completed, failed, cancelled
            state=done            | state   | must be one of processing, completed, failed, cancelled
            market=León           | market  | must be a country and a city, such as NI/León
            market=ni/León        | market  | must begin with a country: it must be a code of ISO 3166-1 in upper case, such as NI
            market=NI/            | market  | must end with a city: it must have 1 to 100 characters
            placedFrom=yesterday  | placedFrom   | must be a time with its offset, such as 2026-01-31T12:00:00Z
            placedBefore=2026-01-31 | placedBefore | must be a time with its offset, such as 2026-01-31T12:00:00Z
            """)
    void refusesAQueryAndNamesTheParameter(String query, String parameter, String message) {
        assertThat(get("/api-queries/orders?" + query))
                .hasStatus(400)
                .bodyJson()
                .hasPathSatisfying("$.errors[0].field", name -> assertThat(name).isEqualTo(parameter))
                .hasPathSatisfying(
                        "$.errors[0].message", text -> assertThat(text).isEqualTo(message));
        then(orders).shouldHaveNoInteractions();
    }

    @Test
    void saysWhereThereIsMoreOfWhatPassesTheFilters() {
        given(orders.findPage(filter(3L, null, "failed"), 9, 2))
                .willReturn(List.of(SampleViews.failed(17), SampleViews.failed(18)));

        assertThat(get("/api-queries/orders?user=3&limit=1&state=failed&after=9"))
                .hasStatusOk()
                .hasHeader(HttpHeaders.LINK, "</api-queries/orders?user=3&state=failed&limit=1&after=17>; rel=\"next\"")
                .bodyJson()
                .extractingPath("$.length()")
                .isEqualTo(1);
    }

    @Test
    void answersNothingToAReaderWhoHasTheViewWithTheNamesOfToday() {
        given(orders.findById(17)).willReturn(Optional.of(SampleViews.failed(17)));

        var tag = String.valueOf(get("/api-queries/orders/17").getResponse().getHeader(HttpHeaders.ETAG));

        assertThat(tag).matches("\"2\\.[0-9]+\"");
        assertThat(getUnless(tag))
                .hasStatus(304)
                .hasHeader(HttpHeaders.ETAG, tag)
                .body()
                .isEmpty();
        assertThat(getUnless("\"1\", *")).hasStatus(400);
        assertThat(getUnless("*")).hasStatus(304);
        assertThat(getUnless("\"2.4\", \"2\"")).hasStatusOk().hasHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    }

    @Test
    void hasNoWayToWrite() {
        assertThat(mvc.post().uri("/api-queries/orders").exchange()).hasStatus(405);
        assertThat(mvc.post().uri("/api-queries/orders/17").exchange()).hasStatus(405);
    }

    private MvcTestResult getUnless(String tags) {
        return mvc.get()
                .uri("/api-queries/orders/17")
                .header(HttpHeaders.IF_NONE_MATCH, tags)
                .exchange();
    }

    private MvcTestResult get(String path) {
        return mvc.get().uri(path).exchange();
    }
}
