package org.chasqui.systemtests.replay;

import java.util.List;
import java.util.Map;
import org.chasqui.systemtests.shop.ProductView;
import org.chasqui.systemtests.shop.Shop;

/** The product of a stock code. One invoice at a time uses it. */
final class Goods {

    private static final int LONGEST_NAME = 50;

    private final Shop shop;
    private ProductView product;
    private long expectedStock;

    private Goods(Shop shop, ProductView product) {
        this.shop = shop;
        this.product = product;
        expectedStock = product.stock();
    }

    /** Creates the product, at the price of the first of its lines. */
    static Goods create(Shop shop, List<InvoiceLine> lines, long stock) {
        var code = plain(lines.getFirst().stockCode());
        var name = lines.stream()
                .map(line -> plain(line.description()))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse(code);
        return new Goods(
                shop,
                shop.createProduct(Map.of(
                        "name",
                        name,
                        "description",
                        "Stock code " + code,
                        "value",
                        lines.getFirst().pence(),
                        "stock",
                        stock)));
    }

    private static String plain(String text) {
        var codePoints = text.codePoints()
                .filter(point -> !Character.isISOControl(point))
                .limit(LONGEST_NAME)
                .toArray();
        return new String(codePoints, 0, codePoints.length).strip();
    }

    long product() {
        return product.id();
    }

    long version() {
        return product.version();
    }

    boolean cost(long pence) {
        return product.value() == pence;
    }

    void changePrice(long pence) {
        product = shop.commandUntilAnswered("PUT", path(), Map.of("value", pence), Map.of())
                .as(ProductView.class);
    }

    void adjust(long delta) {
        shop.commandUntilAnswered("POST", path() + "/stock-adjustments", Map.of("delta", delta), Map.of())
                .accepted();
        book(delta);
    }

    /** Counts units that an order takes or, if it is cancelled, gives back. */
    void book(long delta) {
        expectedStock += delta;
    }

    boolean isInStockAsBooked() {
        return shop.product(product.id()).orElseThrow().stock() == expectedStock;
    }

    private String path() {
        return "/api-commands/products/" + product.id();
    }
}
