package org.chasqui.systemtests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.chasqui.systemtests.Journey;
import org.chasqui.systemtests.Ledger;
import org.chasqui.systemtests.shop.PlacedOrder;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.testing.Browser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks requests of foreign web pages, which run in the browser of a person with a shop on the same machine. */
@Journey
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignPagesIT {

    private final Ledger ledger;
    private final Shop shop;
    private PlacedOrder order;

    ForeignPagesIT(Ledger ledger) {
        this.ledger = ledger;
        this.shop = ledger.shop();
    }

    @BeforeAll
    void placeAnOrder() {
        order = OrderFixture.in(shop).order();
        shop.orderIn("completed", order.id());
    }

    @AfterAll
    void onlyAcceptedRequestsHadAnEffect() {
        assertThat(shop.get("/nothing").status()).isEqualTo(404);
        ledger.assertThatNothingElseHappened();
    }

    @ParameterizedTest
    @MethodSource("org.chasqui.testing.Browser#foreignWrites")
    void cancelsNoOrder(Browser page) throws IOException {
        refused(403, "cross-site-request", page.send(shop.gateway(), "POST", cancel()));

        assertThat(shop.order(order.id()).orElseThrow().state()).isEqualTo("completed");
    }

    @ParameterizedTest
    @MethodSource("org.chasqui.testing.Browser#foreignWrites")
    void changesNothingByOtherMethods(Browser page) throws IOException {
        refused(403, "cross-site-request", page.send(shop.gateway(), "PUT", "/api-commands/users/1"));
        refused(403, "cross-site-request", page.send(shop.gateway(), "DELETE", "/api-commands/users/1"));
        refused(403, "cross-site-request", page.send(shop.gateway(), "POST", "/api-commands/users"));
    }

    @Test
    void servesNothingUnderAnotherHostName() throws IOException {
        var page = Browser.rebound();

        refused(421, "misdirected-request", page.send(shop.gateway(), "POST", cancel()));
        refused(421, "misdirected-request", page.send(shop.gateway(), "GET", "/api-queries/orders"));
        refused(421, "misdirected-request", page.send(shop.gateway(), "GET", "/docs/"));
        refused(421, "misdirected-request", page.send(shop.gateway(), "GET", "/nothing"));
        refused(421, "misdirected-request", page.send(shop.gateway(), "GET", "/.problem"));
    }

    /** The service gets the request and refuses it for another reason. */
    @Test
    void theShopsOwnPageCanSendRequests() throws IOException {
        var page = Browser.ownPage().with(shop.authorization());
        assertThat(page.send(shop.gateway(), "POST", "/api-commands/orders/9007199254740991/cancel"))
                .startsWith("HTTP/1.1 404")
                .contains("urn:chasqui:problem:not-found");
        assertThat(page.send(shop.gateway(), "GET", "/api-queries/orders?limit=1"))
                .startsWith("HTTP/1.1 200");
    }

    private String cancel() {
        return "/api-commands/orders/%d/cancel".formatted(order.id());
    }

    private static void refused(int status, String slug, String answer) {
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status)
                .contains("Content-Type: application/problem+json", "\"urn:chasqui:problem:" + slug + "\"");
    }
}
