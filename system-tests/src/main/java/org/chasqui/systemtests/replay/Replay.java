package org.chasqui.systemtests.replay;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.Names;
import org.chasqui.systemtests.shop.OrderView;
import org.chasqui.systemtests.shop.ProductView;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UserView;

/**
 * Sends the lines of an invoice file through a shop, in the order of the file, and compares the sums.
 *
 * <p>Customers become users, stock codes products with as much stock as the file sells of them. A line is an order. Where a line has
 * another price than the one before of its product, the product's value is changed first, and the order must have been taken at that
 * value; one that was faster than the change is cancelled and placed again. A line that takes goods back cancels the newest order of that
 * customer for that quantity of that product; where there is none, it is a stock adjustment.
 */
public final class Replay {

    private final Shop shop;
    private final PrintStream out;
    private final String run = Names.unique();
    private final Map<String, UserView> users = new LinkedHashMap<>();
    private final Map<String, ProductView> products = new LinkedHashMap<>();
    private final Map<String, Long> prices = new LinkedHashMap<>();
    private final Map<String, Long> expectedStock = new LinkedHashMap<>();
    private final List<Sale> sales = new ArrayList<>();
    private int priceChanges;
    private int placedAgain;
    private int cancelled;
    private int adjusted;

    private record Sale(InvoiceLine line, long order) {}

    public Replay(Shop shop, PrintStream out) {
        this.shop = shop;
        this.out = out;
    }

    /**
     * @return whether the shop's sums are the file's
     * @throws IllegalArgumentException if the file has other columns than the data set
     */
    public boolean of(Path csv) throws IOException {
        var lines = InvoiceLine.readAll(csv);
        long start = System.nanoTime();
        stock(lines);
        long stocked = System.nanoTime();
        lines.forEach(this::send);
        long sent = System.nanoTime();
        var orders = sales.stream().map(sale -> shop.decided(sale.order())).toList();
        long decided = System.nanoTime();

        out.printf(
                "%d lines: %d users and %d products made in %s%n",
                lines.size(), users.size(), products.size(), seconds(stocked - start));
        out.printf(
                "%d orders accepted in %s; %d price changes, %d orders placed again because they were faster than the change%n",
                sales.size() + cancelled, seconds(sent - stocked), priceChanges, placedAgain);
        out.printf(
                "%d orders cancelled, %d stock adjustments; all decided and shown %s after the last answer%n",
                cancelled, adjusted, seconds(decided - sent));
        return compare(orders);
    }

    private void stock(List<InvoiceLine> lines) {
        for (var line : lines) {
            if (line.isSale()) {
                expectedStock.merge(line.stockCode(), (long) line.quantity(), Long::sum);
            }
        }
        for (var line : lines) {
            users.computeIfAbsent(line.customer(), this::create);
            products.computeIfAbsent(line.stockCode(), code -> create(code, line));
        }
    }

    private UserView create(String customer) {
        return shop.createUser((customer.isEmpty() ? "nobody" : customer) + "-" + run);
    }

    private ProductView create(String code, InvoiceLine line) {
        var name = line.description().isEmpty() ? code : line.description();
        prices.put(code, line.pence());
        return shop.createProduct(Map.of(
                "name", name.substring(0, Math.min(50, name.length())),
                "description", "Stock code " + code,
                "value", line.pence(),
                "stock", expectedStock.computeIfAbsent(code, nothing -> 0L)));
    }

    private UserView user(InvoiceLine line) {
        return Objects.requireNonNull(users.get(line.customer()));
    }

    private ProductView product(InvoiceLine line) {
        return Objects.requireNonNull(products.get(line.stockCode()));
    }

    private void send(InvoiceLine line) {
        if (line.isSale()) {
            sell(line);
        } else {
            takeBack(line);
        }
    }

    private void sell(InvoiceLine line) {
        boolean changed = setPrice(line);
        var order = place(line);
        while (changed && view(order).value() != line.pence()) {
            placedAgain++;
            cancel(order);
            order = place(line);
        }
        sales.add(new Sale(line, order));
        expectedStock.merge(line.stockCode(), (long) -line.quantity(), Long::sum);
    }

    private boolean setPrice(InvoiceLine line) {
        if (line.pence() == prices.put(line.stockCode(), line.pence())) {
            return false;
        }
        priceChanges++;
        shop.changeProduct(product(line).id(), Map.of("value", line.pence()));
        return true;
    }

    private long place(InvoiceLine line) {
        return shop.placeOrder(user(line), product(line), line.quantity()).id();
    }

    private OrderView view(long order) {
        return Eventually.eventually(Eventually.LIMIT, () -> shop.order(order), Optional::isPresent)
                .orElseThrow();
    }

    private void cancel(long order) {
        shop.cancel(order).accepted();
        shop.orderIn("cancelled", order);
    }

    private void takeBack(InvoiceLine line) {
        var sale = sales.reversed().stream()
                .filter(earlier -> isOf(line, earlier.line()))
                .findFirst();
        if (sale.isPresent()) {
            cancel(sale.get().order());
            sales.remove(sale.get());
            cancelled++;
            expectedStock.merge(line.stockCode(), (long) -line.quantity(), Long::sum);
        } else {
            // why minus: a return of goods brings them back; a negative line of no cancellation writes stock off
            long delta = line.invoice().startsWith("C") ? -line.quantity() : line.quantity();
            if (delta != 0 && shop.adjustStock(product(line).id(), delta).isAccepted()) {
                adjusted++;
                expectedStock.merge(line.stockCode(), delta, Long::sum);
            }
        }
    }

    private static boolean isOf(InvoiceLine back, InvoiceLine sale) {
        return sale.customer().equals(back.customer())
                && sale.stockCode().equals(back.stockCode())
                && sale.quantity() == -back.quantity();
    }

    private boolean compare(List<OrderView> orders) {
        var expected = new TreeMap<String, Long>();
        sales.forEach(sale -> expected.merge(
                sale.line().customer(), sale.line().quantity() * sale.line().pence(), Long::sum));
        var found = new TreeMap<String, Long>();
        var customers = new LinkedHashMap<Long, String>();
        users.forEach((customer, user) -> customers.put(user.id(), customer));
        orders.stream()
                .filter(order -> order.state().equals("completed"))
                .forEach(order -> found.merge(customers.getOrDefault(order.user(), "?"), order.total(), Long::sum));
        long completed = orders.stream()
                .filter(order -> order.state().equals("completed"))
                .count();
        boolean stockFits = Eventually.eventually(Duration.ofSeconds(10), this::wrongStock, List::isEmpty)
                .isEmpty();
        boolean sumsFit = found.equals(expected);
        out.printf(
                "%d of %d orders completed; the file's total is %s, the shop's %s; customers with another total: %d%n",
                completed,
                orders.size(),
                pounds(sum(expected)),
                pounds(sum(found)),
                expected.keySet().stream()
                        .filter(customer -> !Objects.equals(expected.get(customer), found.get(customer)))
                        .count());
        out.printf("stock of all %d products as computed: %s%n", products.size(), stockFits ? "yes" : "no");
        return sumsFit && stockFits && completed == orders.size();
    }

    private List<String> wrongStock() {
        return products.entrySet().stream()
                .filter(entry ->
                        shop.product(entry.getValue().id()).orElseThrow().stock()
                                != expectedStock.getOrDefault(entry.getKey(), 0L))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static long sum(Map<String, Long> totals) {
        return totals.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String pounds(long pence) {
        return "%d.%02d".formatted(pence / 100, pence % 100);
    }

    private static String seconds(long nanos) {
        return "%.1f s".formatted(nanos / 1e9);
    }
}
