package org.chasqui.systemtests.replay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.chasqui.systemtests.shop.ProductView;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UserView;

/** Sends the lines of one product one after the other, so that each order is placed at the price of its line. */
final class ProductLines {

    private static final int LONGEST_NAME = 50;

    private final Shop shop;
    private final List<InvoiceLine> lines;
    private final Map<Basket, Deque<Sale>> sales = new HashMap<>();
    private ProductView product;
    private long expectedStock;
    int priceChanges;
    int cancelled;
    int adjusted;

    /** The customer and the quantity by which a return finds its sale. */
    private record Basket(String customer, int quantity) {}

    /** An order that was not cancelled. */
    record Sale(InvoiceLine line, long order) {

        long total() {
            return line.quantity() * line.pence();
        }
    }

    /** Creates the product with as much stock as its lines need. */
    ProductLines(Shop shop, List<InvoiceLine> lines) {
        this.shop = shop;
        this.lines = lines;
        expectedStock = lines.stream()
                .mapToLong(line -> Math.max(line.isReturn() ? line.quantity() : Math.abs(line.quantity()), 0))
                .sum();
        product = shop.createProduct(Map.of(
                "name",
                name(lines),
                "description",
                "Stock code " + lines.getFirst().stockCode(),
                "value",
                lines.getFirst().pence(),
                "stock",
                expectedStock));
    }

    long product() {
        return product.id();
    }

    long expectedStock() {
        return expectedStock;
    }

    List<Sale> sales() {
        return sales.values().stream().flatMap(Deque::stream).toList();
    }

    /** @param sent called after each line */
    void send(Function<String, UserView> customers, Runnable sent) {
        for (var line : lines) {
            if (line.isSale()) {
                sell(line, customers.apply(line.customer()));
            } else {
                takeBack(line);
            }
            sent.run();
        }
    }

    private void sell(InvoiceLine line, UserView customer) {
        if (line.pence() != product.value()) {
            priceChanges++;
            product = shop.changeProduct(product.id(), Map.of("value", line.pence()));
        }
        var order = shop.placeOrderAsSeen(customer, product, line.quantity());
        sales.computeIfAbsent(new Basket(line.customer(), line.quantity()), first -> new ArrayDeque<>())
                .push(new Sale(line, order.id()));
        expectedStock -= line.quantity();
    }

    private void takeBack(InvoiceLine line) {
        var fitting = sales.getOrDefault(new Basket(line.customer(), -line.quantity()), new ArrayDeque<>());
        if (fitting.isEmpty()) {
            adjust(line.isReturn() ? -line.quantity() : line.quantity());
        } else {
            cancel(fitting.pop());
        }
    }

    private void cancel(Sale sale) {
        shop.cancel(sale.order()).accepted();
        shop.orderIn("cancelled", sale.order()); // why: returned goods must be in stock before more is written off
        cancelled++;
        expectedStock += sale.line().quantity();
    }

    private void adjust(int delta) {
        shop.adjustStock(product.id(), delta).accepted();
        adjusted++;
        expectedStock += delta;
    }

    private static String name(List<InvoiceLine> lines) {
        return lines.stream()
                .map(line -> plain(line.description()))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse(plain(lines.getFirst().stockCode()));
    }

    private static String plain(String text) {
        var codePoints = text.codePoints()
                .filter(point -> !Character.isISOControl(point))
                .limit(LONGEST_NAME)
                .toArray();
        return new String(codePoints, 0, codePoints.length).strip();
    }

    /** The lines of each product, in the order of the file; codes that differ in case are two products. */
    static List<List<InvoiceLine>> byProduct(List<InvoiceLine> lines) {
        var products = new HashMap<String, List<InvoiceLine>>();
        lines.forEach(line -> products.computeIfAbsent(line.stockCode(), code -> new ArrayList<>())
                .add(line));
        return List.copyOf(products.values());
    }
}
