package org.chasqui.systemtests.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.shop.Eventually.eventually;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.chasqui.systemtests.Chromium;
import org.chasqui.systemtests.Journey;
import org.chasqui.systemtests.ShopPage;
import org.chasqui.systemtests.demo.Demo;
import org.chasqui.systemtests.shop.Shop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Runs the demonstration for a moment, beside other customers; and makes the pictures of it, if asked to. */
@Journey
class DemoIT {

    private final Shop shop;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Demo demo;

    DemoIT(Shop shop) {
        this.shop = shop;
        this.demo = new Demo(shop, new PrintStream(said, true, StandardCharsets.UTF_8), true);
    }

    @Test
    void ordersAtARateAndSaysWhatItMade() throws InterruptedException {
        var demonstration = Thread.ofVirtual().start(() -> demo.run(20));
        eventually(() -> assertThat(said()).containsPattern("completed [1-9].* cancelled [1-9]"));

        demo.stop();
        demonstration.join();

        assertThat(said())
                .startsWith("40 products and 12 users, ")
                .containsPattern("(?s)behind: 0, for 0[.]0 s *\\RMade: \\d+ products and users, [1-9]\\d* orders");
    }

    /** {@code -Dchasqui.pictures=../docs/images} writes the pictures of the README. */
    @Test
    @EnabledIfSystemProperty(named = "chasqui.pictures", matches = ".+")
    void makesPictures() throws InterruptedException {
        var demonstration = Thread.ofVirtual().start(() -> demo.run(3));
        try (var browser = Chromium.at(shop)) {
            eventually(() -> assertThat(said()).containsPattern("completed [2-9]\\d"));
            browser.open("/shop/", 1280, "light");
            var page = new ShopPage(browser);
            page.enter("ana", shop.token(), false);
            for (var product : new String[] {"Knotted cords", "Panpipes", "Alpaca scarf"}) {
                page.find(product);
                page.buy(2);
                page.waitForStrip("visible");
            }
            page.cancel();
            page.waitForStrip("visible");
            page.find("co");
            browser.run("document.activeElement.blur(); return scrollTo(0, 0) ?? 0");
            browser.picture(Path.of(System.getProperty("chasqui.pictures"), "shop.png"));
        } finally {
            demo.stop();
            demonstration.join();
        }
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }
}
