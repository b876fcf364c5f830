package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;

import org.chasqui.systemtests.Chromium;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.ShopPage;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.junit.jupiter.api.Test;

/** Checks what a customer sees in the shop's page while Redis is away: orders are accepted, wait, and go on by themselves. */
@Drill
class WaitingOrderIT {

    private final Shop shop;
    private final ShopProcesses processes;

    WaitingOrderIT(Shop shop, ShopProcesses processes) {
        this.shop = shop;
        this.processes = processes;
    }

    @Test
    void anOrderWaitsForRedisAlsoAfterTheTabIsLoadedAgain() {
        var user = shop.createUser("patient-" + UniqueNames.unique());
        var product = shop.createProduct("Patience " + UniqueNames.unique(), 100, 10);
        shop.decided(shop.placeOrder(user, product, 1).id());
        try (var browser = Chromium.at(shop)) {
            browser.open("/shop/", 1280, "light");
            var page = new ShopPage(browser);
            page.enter(user.username(), processes.token("customer:" + user.id()), true);
            page.waitForOrder("1 × " + product.name());
            page.find(product.name());
            processes.killRedis();
            try {
                page.buy(1);
                assertThat(page.waitForStrip("waiting, 3 s")).contains("accepted v1");
                browser.open("/shop/", 360, "dark");
                assertThat(page.waitForStrip("waiting, ")).contains("accepted v1");
                browser.assertAccessible("waiting");
                browser.open("/", 360, "dark");
                browser.waitFor("#sum", processes.isSecured() ? "All six services answer" : "do not reach Redis");
                browser.assertAccessible("home-without-redis");
            } finally {
                processes.restore();
            }
            browser.open("/shop/", 360, "dark");
            assertThat(page.waitForOrder("visible")).contains("completed", "decided v2: completed");
            page.find(product.name());
            page.waitForStock(8);
        }
    }
}
