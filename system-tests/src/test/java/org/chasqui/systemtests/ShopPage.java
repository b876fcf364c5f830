package org.chasqui.systemtests;

import java.util.Optional;

/** What a person does in the page at /shop/. */
public record ShopPage(Chromium browser) {

    private static final String PRODUCT = "#product-list li:not([hidden])";

    /** Says who it is: with a token where the shop wants one, and by name if the token does not say it. */
    public void enter(String username, Optional<String> token, boolean tokenNamesUser) {
        token.ifPresent(text -> {
            browser.type("#token", text);
            browser.click("#token-form button");
        });
        if (token.isEmpty() || !tokenNamesUser) {
            browser.type("#name", username);
            browser.click("#name-form button");
        }
        browser.waitFor("#you", "You are " + username);
    }

    /** Searches for a product, and asks for more of them until it is there. */
    public void find(String product) {
        browser.type("#search", product);
        browser.clickUntilShown("#more", PRODUCT);
        browser.waitFor(PRODUCT, product);
    }

    /** Buys the product that was found. */
    public void buy(int quantity) {
        browser.type(PRODUCT + " input", Integer.toString(quantity));
        browser.click(PRODUCT + " button");
    }

    public void waitForStock(int stock) {
        browser.waitFor(PRODUCT, stock + " in stock");
    }

    /** Waits until the newest order says this, and returns all that it says. */
    public String waitForOrder(String text) {
        return browser.waitFor("#order-list li", text);
    }

    /** The same for the strip under it. */
    public String waitForStrip(String text) {
        return browser.waitFor("#order-list li .strip", text);
    }

    public void cancel() {
        browser.click("#order-list li button");
    }
}
