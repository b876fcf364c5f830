package org.chasqui.orders.commands.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.orders.commands.SampleOrders.line;
import static org.chasqui.orders.commands.SampleOrders.wanted;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.orders.commands.SampleOrders;
import org.chasqui.orders.commands.application.CancelOrderHandler;
import org.chasqui.orders.commands.application.CancelOrderHandler.CancelOrder;
import org.chasqui.orders.commands.application.PlaceOrderHandler;
import org.chasqui.orders.commands.application.PlaceOrderHandler.PlaceOrder;
import org.chasqui.orders.commands.domain.MarketRefused;
import org.chasqui.orders.commands.domain.Money.OrderTotalTooLarge;
import org.chasqui.orders.commands.domain.Order;
import org.chasqui.orders.commands.domain.Quantity;
import org.chasqui.orders.commands.domain.UnknownUserOrProduct;
import org.chasqui.orders.commands.domain.WantedLine;
import org.chasqui.orders.commands.web.OrdersController.PlaceOrderRequest;
import org.chasqui.platform.NotFound;
import org.chasqui.platform.Place;
import org.chasqui.platform.SafeInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.json.JsonMapper;

@WebMvcTest(OrdersController.class)
class OrdersControllerTests {

    @Autowired
    private MockMvcTester mvc;

    @MockitoBean
    private PlaceOrderHandler placeOrder;

    @MockitoBean
    private CancelOrderHandler cancelOrder;

    @MockitoBean
    private ReplicaWait replicas;

    @Test
    void answersANewOrderAndWhereToReadIt() {
        given(placeOrder.handle(new PlaceOrder(3, wanted(7, 2), null))).willReturn(SampleOrders.placed());

        assertThat(place("{\"user\": 3, \"product\": 7, \"quantity\": 2}"))
                .hasStatus(201)
                .hasHeader(HttpHeaders.LOCATION, "/api-queries/orders/17")
                .hasHeader(HttpHeaders.ETAG, "\"1\"")
                .bodyJson()
                .isStrictlyEqualTo("""
                        {"id": 17, "user": 3, "product": 7, "quantity": 2, "state": "processing", "version": 1}""");
    }

    @Test
    void answersTheLinesOfAnOrderOfSeveral() {
        var lines = List.of(
                new WantedLine(7, new Quantity(2), "lines[0].product"),
                new WantedLine(9, new Quantity(1), "lines[1].product"));
        given(placeOrder.handle(new PlaceOrder(3, lines, null))).willReturn(SampleOrders.placedOfTwo());

        assertThat(
                        place(
                                "{\"user\": 3, \"lines\": [{\"product\": 7, \"quantity\": 2}, {\"product\": 9, \"quantity\": 1}]}"))
                .hasStatus(201)
                .bodyJson()
                .isStrictlyEqualTo("""
                        {"id": 18, "user": 3, "lines": [{"product": 7, "quantity": 2}, {"product": 9, "quantity": 1}],
                         "state": "processing", "version": 1}""");
    }

    @Test
    void answersAnOrderOfOneLineAsBeforeThereWereSeveral() {
        var lines = List.of(new WantedLine(7, new Quantity(2), "lines[0].product"));
        given(placeOrder.handle(new PlaceOrder(3, lines, null))).willReturn(SampleOrders.placed());

        assertThat(place("{\"user\": 3, \"lines\": [{\"product\": 7, \"quantity\": 2}]}"))
                .hasStatus(201)
                .bodyJson()
                .isStrictlyEqualTo("""
                        {"id": 17, "user": 3, "product": 7, "quantity": 2, "state": "processing", "version": 1}""");
    }

    @Test
    void refusesMoreThanAHundredLines() {
        var lines = IntStream.rangeClosed(1, 101)
                .mapToObj("{\"product\": %d, \"quantity\": 1}"::formatted)
                .collect(Collectors.joining(", "));

        assertThat(place("{\"user\": 3, \"lines\": [%s]}".formatted(lines)))
                .hasStatus(400)
                .bodyJson()
                .extractingPath("$.errors[0].field")
                .isEqualTo("lines");
    }

    @Test
    void answersTheMarketOfAnOrderThatNamesOne() {
        var order = Order.place(3, List.of(line(7, 2, 1)), Place.of("NI/León"), SampleOrders.NOON);
        ReflectionTestUtils.setField(order, "id", 17L);
        given(placeOrder.handle(new PlaceOrder(3, wanted(7, 2), Place.of("NI/LEÓN"))))
                .willReturn(order);

        assertThat(place("{\"user\": 3, \"product\": 7, \"quantity\": 2, \"market\": \"NI/LEÓN\"}"))
                .hasStatus(201)
                .bodyJson()
                .isStrictlyEqualTo("""
                        {"id": 17, "user": 3, "product": 7, "quantity": 2, "market": "NI/León",
                         "state": "processing", "version": 1}""");
    }

    @Test
    void saysThatTheMarketIsClosed() {
        given(placeOrder.handle(any())).willThrow(MarketRefused.closed(Place.of("NI/León")));

        assertThat(place("{\"user\": 3, \"product\": 7, \"quantity\": 2, \"market\": \"NI/León\"}"))
                .hasStatus(422)
                .bodyJson()
                .isLenientlyEqualTo("""
                        {"type": "urn:chasqui:problem:market-closed", "detail": "The market NI/León is closed.",
                         "errors": [{"field": "market", "message": "is closed"}]}""");
    }

    /** A key of the release before must find its answer again. */
    @Test
    void keepsTheDigestOfARequestWithoutAMarket() {
        assertThat(JsonMapper.shared().writeValueAsString(new PlaceOrderRequest(3L, 7L, 2, null, null)))
                .isEqualTo("{\"user\":3,\"product\":7,\"quantity\":2}");
    }

    @Test
    void takesTheLargestNumbers() {
        given(placeOrder.handle(any())).willReturn(SampleOrders.placed());

        assertThat(place("{\"user\": 9007199254740991, \"product\": 9007199254740991, \"quantity\": 1000000}"))
                .hasStatus(201);
        then(placeOrder).should().handle(new PlaceOrder(SafeInteger.MAX, wanted(SafeInteger.MAX, 1_000_000), null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"product": 7, "quantity": 2}                                   | user     | must not be null
            {"user": 0, "product": 7, "quantity": 2}                        | user     | must be greater than or equal to 1
            {"user": 9007199254740992, "product": 7, "quantity": 2}         | user     | must be less than or equal to 9007199254740991
            {"user": 3, "quantity": 2}                                      | product  | must not be null
            {"user": 3, "product": -1, "quantity": 2}                       | product  | must be greater than or equal to 1
            {"user": 3, "product": 7}                                       | quantity | must not be null
            {"user": 3, "product": 7, "quantity": 0}                        | quantity | must be greater than or equal to 1
            {"user": 3, "product": 7, "quantity": 1000001}                  | quantity | must be less than or equal to 1000000
            {"user": 3, "product": 7, "quantity": 2, "state": "completed"}  | state    | is not a field here; known are lines, market, product, quantity, user
            {"user": 3, "product": 7, "quantity": 2, "market": "León"}      | market   | must be a country and a city, such as NI/León
            {"user": 3, "product": 7, "quantity": 2, "market": "ni/León"}   | market   | must begin with a country: it must be a code of ISO 3166-1 in upper case, such as NI
            {"user": 3, "lines": []}                                        | lines    | size must be between 1 and 100
            {"user": 3, "lines": [null]}                                    | lines[0] | must not be null
            {"user": 3, "lines": [{"quantity": 2}]}                         | lines[0].product  | must not be null
            {"user": 3, "lines": [{"product": 7, "quantity": 0}]}           | lines[0].quantity | must be greater than or equal to 1
            {"user": 3, "lines": [{"product": 7, "quantity": 1}, {"product": 7, "quantity": 2}]} | lines[1].product | is in a line before
            {"user": 3, "product": 7, "lines": [{"product": 7, "quantity": 1}]}  | product  | must not be given together with lines
            {"user": 3, "quantity": 2, "lines": [{"product": 7, "quantity": 1}]} | quantity | must not be given together with lines
            {"user": 3, "lines": [{"product": 7, "quantity": 1, "value": 1}]} | lines[0].value | is not a field here; known are product, quantity
            """)
    void refusesAnOrderAndNamesTheField(String body, String field, String message) {
        assertThat(place(body))
                .hasStatus(400)
                .bodyJson()
                .hasPathSatisfying("$.errors[0].field", name -> assertThat(name).isEqualTo(field))
                .hasPathSatisfying(
                        "$.errors[0].message", text -> assertThat(text).isEqualTo(message));
        then(placeOrder).shouldHaveNoInteractions();
    }

    @Test
    void saysWhichOfTheTwoIsNotKnown() {
        given(placeOrder.handle(any())).willThrow(UnknownUserOrProduct.of(null, Map.of("product", 7L)));

        assertThat(place("{\"user\": 3, \"product\": 7, \"quantity\": 2}"))
                .hasStatus(422)
                .bodyJson()
                .isLenientlyEqualTo("""
                        {"type": "urn:chasqui:problem:unknown-product", "detail": "There is no product 7.",
                         "errors": [{"field": "product", "message": "is not known"}]}""");
    }

    @Test
    void saysThatNeitherOfTheTwoIsKnown() {
        given(placeOrder.handle(any())).willThrow(UnknownUserOrProduct.of(3L, Map.of("product", 7L)));

        assertThat(place("{\"user\": 3, \"product\": 7, \"quantity\": 2}"))
                .hasStatus(422)
                .bodyJson()
                .isLenientlyEqualTo("""
                        {"type": "urn:chasqui:problem:unknown-user", "detail": "There is no user 3 and no product 7.",
                         "errors": [{"field": "product", "message": "is not known"},
                                    {"field": "user", "message": "is not known"}]}""");
    }

    @Test
    void refusesATotalThatIsTooLarge() {
        given(placeOrder.handle(any())).willAnswer(call -> tooLarge());

        assertThat(place("{\"user\": 3, \"product\": 7, \"quantity\": 2}"))
                .hasStatus(422)
                .bodyJson()
                .extractingPath("$.type")
                .isEqualTo("urn:chasqui:problem:order-total-too-large");
    }

    /** @throws OrderTotalTooLarge always */
    private static Order tooLarge() {
        return Order.place(3, List.of(line(7, 2, SafeInteger.MAX)), null, SampleOrders.NOON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "not even JSON"})
    void acceptsACancelWhateverItsBody(String body) {
        given(cancelOrder.handle(new CancelOrder(17, ExpectedVersion.ANY))).willReturn(SampleOrders.cancelRequested());

        assertThat(cancel("17", body)).hasStatus(202).bodyJson().isStrictlyEqualTo("""
                {"id": 17, "user": 3, "product": 7, "quantity": 2, "state": "completed", "version": 3}""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2\"", "\"2.7\""})
    void takesTheVersionThatTheCancelIsMeantForFromCommandAndViewAlike(String tag) {
        given(cancelOrder.handle(new CancelOrder(17, new ExpectedVersion(false, Set.of(2L)))))
                .willReturn(SampleOrders.cancelRequested());

        assertThat(mvc.post()
                        .uri("/api-commands/orders/17/cancel")
                        .header(HttpHeaders.IF_MATCH, tag)
                        .exchange())
                .hasStatus(202)
                .hasHeader(HttpHeaders.ETAG, "\"3\"");
    }

    @Test
    void refusesToCancelAnOrderThatHasFailed() {
        given(cancelOrder.handle(any()))
                .willAnswer(call -> SampleOrders.failed().requestCancel(SampleOrders.NOON));

        assertThat(cancel("17", ""))
                .hasStatus(409)
                .bodyJson()
                .extractingPath("$.type")
                .isEqualTo("urn:chasqui:problem:order-already-failed");
    }

    @Test
    void answersNotFoundForAnUnknownOrder() {
        given(cancelOrder.handle(any())).willThrow(new NotFound("order", 18));

        assertThat(cancel("18", "")).hasStatus(404);
    }

    @Test
    void answersBadRequestForAnIdThatIsNoNumber() {
        assertThat(cancel("seventeen", "")).hasStatus(400);
    }

    private MvcTestResult place(String body) {
        return mvc.post()
                .uri("/api-commands/orders")
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }

    private MvcTestResult cancel(String id, String body) {
        return mvc.post()
                .uri("/api-commands/orders/{id}/cancel", id)
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }
}
