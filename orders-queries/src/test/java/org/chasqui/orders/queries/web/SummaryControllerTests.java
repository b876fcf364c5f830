package org.chasqui.orders.queries.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;

import java.math.BigInteger;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import org.chasqui.orders.queries.view.OrderSummaries;
import org.chasqui.orders.queries.view.OrderSummaries.Summary;
import org.chasqui.platform.Place;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
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

@WebMvcTest(SummaryController.class)
class SummaryControllerTests {

    @Autowired
    private MockMvcTester mvc;

    @MockitoBean
    private OrderSummaries summaries;

    @BeforeEach
    void haveAllOrders() {
        given(summaries.areComplete()).willReturn(true);
    }

    @Test
    void answersDays() {
        var march = LocalDate.of(2026, 3, 1);
        given(summaries.findDays(march, LocalDate.of(2026, 3, 31), null, 51))
                .willReturn(List.of(row(march.toEpochDay(), "", null, "99999999999999999999")));

        assertThat(get("by=day&from=2026-03-01&to=2026-03-31"))
                .hasStatusOk()
                .bodyText()
                .isEqualTo(
                        "[{\"day\":\"2026-03-01\",\"orders\":10,\"processing\":1,\"completed\":2,\"failed\":3,\"cancelled\":4,"
                                + "\"units\":5,\"total\":99999999999999999999}]");
    }

    @Test
    void answersProductsAndUsersWithTheirNames() {
        given(summaries.findProducts(0, 51)).willReturn(List.of(row(7, "", "Quipu", "6")));
        given(summaries.findUsers(6, 3)).willReturn(List.of(row(7, "", null, "6")));

        assertThat(get("by=product"))
                .bodyJson()
                .isLenientlyEqualTo("[{\"product\": 7, \"name\": \"Quipu\", \"total\": 6}]");
        assertThat(get("by=user&after=6&limit=2")).bodyJson().isStrictlyEqualTo("""
                [{"user": 7, "orders": 10, "processing": 1, "completed": 2, "failed": 3, "cancelled": 4, "units": 5, "total": 6}]""");
    }

    @Test
    void answersMarketsAndTheOrdersOfNone() {
        given(summaries.findMarkets(Place.of("NI/Estelí"), 51))
                .willReturn(List.of(row(0, "NI/León", null, "6"), row(0, "", null, "6")));

        assertThat(get("by=market&after=NI/Estel%C3%AD")).bodyJson().isStrictlyEqualTo("""
                [{"market": "NI/León", "orders": 10, "processing": 1, "completed": 2, "failed": 3, "cancelled": 4, "units": 5, "total": 6},
                 {"orders": 10, "processing": 1, "completed": 2, "failed": 3, "cancelled": 4, "units": 5, "total": 6}]""");
    }

    @Test
    void linksToTheNextPage() {
        var day = LocalDate.of(2026, 3, 1);
        given(summaries.findDays(null, null, null, 2))
                .willReturn(List.of(row(day.toEpochDay(), "", null, "6"), row(day.toEpochDay() + 1, "", null, "6")));
        given(summaries.findMarkets(null, 2)).willReturn(List.of(row(0, "NI/León", null, "6"), row(0, "", null, "6")));

        assertThat(get("by=day&limit=1"))
                .hasHeader(
                        HttpHeaders.LINK,
                        "</api-queries/orders/summary?by=day&limit=1&after=2026-03-01>; rel=\"next\"");
        assertThat(get("by=market&limit=1"))
                .hasHeader(
                        HttpHeaders.LINK,
                        "</api-queries/orders/summary?by=market&limit=1&after=NI%2FLe%C3%B3n>; rel=\"next\"");
        get("by=day&after=2026-03-01");
        then(summaries).should().findDays(null, null, day, 51);
    }

    @Test
    void takesAnEmptyAfterForTheBeginning() {
        get("by=product&after=");

        then(summaries).should().findProducts(0, 51);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            limit=9                       | by    | must not be null
            by=Day                        | by    | must be one of day, product, market, user
            by=                           | by    | must be one of day, product, market, user
            by=day&limit=201              | limit | must be less than or equal to 200
            by=day&from=2026-02-30        | from  | must be a date such as 2026-03-31
            by=day&from=01.03.2026        | from  | must be a date such as 2026-03-31
            by=day&to=2026-03-31T12:00Z   | to    | must be a date such as 2026-03-31
            by=day&to=2026-03-31%2B02:00  | to    | must be a date such as 2026-03-31
            by=day&after=7                | after | must be as the link to this page has it
            by=user&from=2026-03-01       | from  | can be given by day only
            by=market&to=2026-03-01       | to    | can be given by day only
            by=user&after=-1              | after | must be as the link to this page has it
            by=product&after=2026-03-01   | after | must be as the link to this page has it
            by=product&after=9007199254740992 | after | must be as the link to this page has it
            by=market&after=Nowhere       | after | must be as the link to this page has it
            """)
    void refusesAQueryAndNamesTheParameter(String query, String parameter, String message) {
        assertThat(get(query))
                .hasStatus(400)
                .bodyJson()
                .hasPathSatisfying("$.errors[0].field", name -> assertThat(name).isEqualTo(parameter))
                .hasPathSatisfying(
                        "$.errors[0].message", text -> assertThat(text).isEqualTo(message));
    }

    @ParameterizedTest
    @ValueSource(strings = {"day", "product", "market", "user"})
    void asksForPatienceUntilAllOrdersAreCounted(String by) {
        given(summaries.areComplete()).willReturn(false);

        assertThat(get("by=" + by)).hasStatus(503).hasHeader(HttpHeaders.RETRY_AFTER, "1");
    }

    private static Summary row(long id, String market, @Nullable String name, String total) {
        return new Summary(id, market, name, 1, 2, 3, 4, 5, new BigInteger(total));
    }

    private MvcTestResult get(String query) {
        return mvc.get().uri(URI.create("/api-queries/orders/summary?" + query)).exchange();
    }
}
