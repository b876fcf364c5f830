package org.chasqui.systemtests.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.journeys.ProblemAssertions.assertProblem;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.chasqui.systemtests.Chromium;
import org.chasqui.systemtests.Journey;
import org.chasqui.systemtests.ShopPage;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the front door and the shop as a person sees them, and who gets a page at all. */
@Journey
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesIT {

    private final Shop shop;
    private Chromium browser;
    private ShopPage page;

    PagesIT(Shop shop) {
        this.shop = shop;
    }

    @BeforeAll
    void open() {
        browser = Chromium.at(shop);
        page = new ShopPage(browser);
    }

    @AfterAll
    void close() {
        if (browser != null) {
            browser.close();
        }
    }

    /** What one test leaves behind after a failure must not fail the next ones. */
    @AfterEach
    void forgetTheVisitor() {
        browser.run("try { sessionStorage.clear() } catch { /* no page is open */ } return true");
    }

    @Test
    void aBrowserGetsThePageAndAProgramTheProblem() {
        var page = asked("/", "text/html,application/xhtml+xml,*/*;q=0.8");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.mediaType()).isEqualTo("text/html");
        assertThat(page.header("Vary")).contains("Accept");
        for (var accept : new String[] {"application/json", "*/*"}) {
            var refusal = asked("/", accept);
            assertThat(refusal.status()).isEqualTo(404);
            assertThat(refusal.header("Vary")).contains("Accept");
            assertProblem(refusal);
        }
        assertProblem(asked("/nothing", "text/html"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/shop/", "/console/", "/docs/events/"})
    void everyFileOfThePageIsServedAndNothingIsInline(String path) {
        var page = asked(path, "text/html");
        assertThat(page.header("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
                .doesNotContain("unsafe", "http", "data:");
        var names = Pattern.compile("(?:src|href)=\"([^\"#]+)\"")
                .matcher(page.body())
                .results()
                .map(found -> found.group(1).startsWith("/") ? found.group(1) : path + found.group(1))
                .toList();
        assertThat(names).hasSizeGreaterThan(4);
        for (var name : names) {
            assertThat(asked(name, "text/html").status()).as(name).isEqualTo(200);
        }
    }

    private Answer asked(String path, String accept) {
        return shop.send(shop.request(path).setHeader("Accept", accept).build());
    }

    @ParameterizedTest
    @CsvSource({"360, light", "360, dark", "1280, light", "1280, dark"})
    void theFrontDoorSaysThatAllIsWell(int width, String colours) {
        browser.open("/", width, colours);

        browser.waitFor("#sum", "All six services answer");

        browser.assertAccessible("home-%d-%s".formatted(width, colours));
        assertThat(browser.errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"360, light", "360, dark", "1280, light", "1280, dark"})
    void aPersonBuysAndCancels(int width, String colours) {
        var product = product(10);
        enter(width, colours);
        page.find(product);

        page.buy(2);

        assertThat(page.waitForOrder("visible"))
                .contains("2 × " + product + ", 50.00", "completed")
                .containsPattern(
                        "accepted v1, \\d+ ms\\s+decided v2: completed, \\d+ ms\\s+visible, \\d+ ms, X-Cache (MISS|HIT)");
        page.waitForStock(8);
        browser.assertAccessible("shop-%d-%s".formatted(width, colours));

        page.cancel();

        assertThat(page.waitForStrip("visible")).contains("cancel accepted v3", "decided v4: cancelled");
        page.waitForStock(10);
        leave();
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void aPersonBuysWhereAProductIsSoldAndNotWhatIsWithdrawn() {
        var city = "Quipu " + UniqueNames.unique();
        shop.changeMarket("PE", city.replace(" ", "%20"), true);
        var limited = shop.createProduct(Map.of(
                "name", "Quipu " + UniqueNames.unique(), "value", 2_500, "stock", 3, "markets", List.of("PE/" + city)));
        var withdrawn = shop.createProduct(
                Map.of("name", "Quipu " + UniqueNames.unique(), "value", 2_500, "stock", 3, "onSale", false));
        enter(360, "light");

        page.find(limited.name());
        browser.waitFor("#product-list li:not([hidden]) form", "PE/" + city);
        page.buy(2);
        page.waitForOrder("completed");
        browser.assertAccessible("shop-market");

        page.find(withdrawn.name());
        browser.waitFor("#product-list li:not([hidden])", "not on sale");
        assertThat(browser.shows("#product-list li:not([hidden]) button")).isFalse();
        leave();
        assertThat(browser.errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"360, light", "1280, dark"})
    void theShopAsksWhoYouAre(int width, String colours) {
        browser.open("/shop/", width, colours);

        browser.waitFor(shop.token().isPresent() ? "#token-form" : "#name-form", "Your");
        browser.waitFor("#found", "product");

        browser.assertAccessible("enter-%d-%s".formatted(width, colours));
    }

    @ParameterizedTest
    @CsvSource({"360, light", "360, dark", "1280, light", "1280, dark"})
    void theEventsAreDescribed(int width, String colours) {
        browser.open("/docs/events/", width, colours);

        browser.waitFor("#channels", "order.placed.v1 An order is new");
        browser.click("details[id='order.placed.v1'] summary");

        browser.waitFor("details[id='order.placed.v1'] pre", "urn:chasqui:orders");
        browser.assertAccessible("events-%d-%s".formatted(width, colours));
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void aProductBeyondThePageThatIsReadIsFoundByItsName() {
        for (var rest = 200 - shop.products("?limit=200").size(); rest > 0; rest--) {
            product(1);
        }
        var product = product(1);
        shop.createProduct("Last " + UniqueNames.unique(), 1, 1);
        browser.open("/shop/", 1280, "light");
        browser.waitFor("#more", "More products");

        browser.type("#search", product);

        browser.waitFor("#product-list li:not([hidden])", product);
        browser.waitFor("#found", "1 product");
        browser.type("#search", product + "x");
        browser.waitFor("#found", "No name has this");
    }

    @Test
    void aProductWithoutVisibleNameHasItsNumber() {
        var description = "Nameless " + UniqueNames.unique();
        var product = shop.createProduct(
                Map.of("name", "\u00A0\u200B", "description", description, "value", 100, "stock", 1));

        browser.open("/shop/", 1280, "light");
        new ShopPage(browser).find(description);

        browser.waitFor("#product-list li:not([hidden]) h3", "#" + product.id());
        browser.assertAccessible("nameless");
    }

    @Test
    void anOrderThatFailsSaysWhy() {
        var product = product(1);
        enter(1280, "light");
        page.find(product);

        page.buy(2);

        assertThat(page.waitForOrder("visible")).contains("failed", "decided v2: failed");
        assertThat(browser.shows("#order-list li button")).isFalse();
        leave();
    }

    private String product(long stock) {
        return shop.createProduct("Quipu " + UniqueNames.unique(), 2_500, stock).name();
    }

    private void enter(int width, String colours) {
        browser.open("/shop/", width, colours);
        page.enter("Ana-" + UniqueNames.unique(), shop.token(), false);
        assertThat(browser.address()).isEqualTo(shop.gateway() + "/shop/");
        assertThat(browser.run("return localStorage.length + document.cookie.length"))
                .isEqualTo(0L);
    }

    /** Nobody after this person finds the token. */
    private void leave() {
        browser.click(shop.token().isPresent() ? "#forget" : "#leave");
        browser.waitFor(shop.token().isPresent() ? "#token-form" : "#name-form", "Your");
        assertThat(browser.run("return sessionStorage.getItem('chasqui.token.shop') === null"))
                .isEqualTo(true);
    }
}
