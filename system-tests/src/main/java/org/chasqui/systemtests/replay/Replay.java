package org.chasqui.systemtests.replay;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToIntFunction;
import org.chasqui.systemtests.replay.ProductLines.Sale;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.OrderView;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.chasqui.systemtests.shop.UserView;

/**
 * Sends the lines of an invoice file to a shop and compares the sums.
 *
 * <p>It creates a user for each customer, and for each stock code a product with as much stock as the file needs. A line is an order. If
 * its price differs from the previous price of the product, the replay changes the product's value first. A return cancels the newest order
 * of that customer for that quantity of that product. If there is none, it adjusts the stock.
 *
 * <p>It sends lines in parallel, but those of one product in the order of the file.
 */
public final class Replay {

    private static final int AT_A_TIME = 16;
    private static final int PAGE = 200;

    private final Shop shop;
    private final PrintStream out;
    private final String run = UniqueNames.unique();
    private final Map<String, UserView> users = new ConcurrentHashMap<>();

    public Replay(Shop shop, PrintStream out) {
        this.shop = shop;
        this.out = out;
    }

    /**
     * @return whether the shop's sums equal those of the file
     * @throws IllegalArgumentException if the file is not CSV with the columns of the data set
     */
    public boolean of(Path csv) throws IOException {
        var file = InvoiceFile.read(csv);
        file.leftOut().forEach((reason, lines) -> out.printf("%,d lines left out: %s%n", lines, reason));
        try (var lanes =
                Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().factory())) {
            long start = System.nanoTime();
            var products = all(lanes, ProductLines.byProduct(file.lines()), lines -> new ProductLines(shop, lines));
            long stocked = System.nanoTime();
            try (var progress = Progress.of(file.lines().size(), out)) {
                all(lanes, products, product -> {
                    product.send(this::customer, progress::step);
                    return product;
                });
            }
            long sent = System.nanoTime();
            var sales = products.stream()
                    .flatMap(product -> product.sales().stream())
                    .toList();
            var orders = decided(sales);
            report(file, products, sales.size(), stocked - start, sent - stocked, System.nanoTime() - sent);
            var sumsFit = compare(sales, orders);
            return stockFits(products) && sumsFit;
        }
    }

    private UserView customer(String customer) {
        return users.computeIfAbsent(customer, name -> shop.createUser((name.isEmpty() ? "nobody" : name) + "-" + run));
    }

    private static <S, T> List<T> all(ExecutorService lanes, Collection<S> work, ThrowingFunction<S, T> step) {
        var pending = work.stream()
                .<Future<T>>map(item -> lanes.submit((Callable<T>) () -> step.apply(item)))
                .toList();
        return pending.stream().map(Replay::result).toList();
    }

    private static <T> T result(Future<T> pending) {
        try {
            return pending.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The shop did not accept a line: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @FunctionalInterface
    private interface ThrowingFunction<S, T> {
        T apply(S item) throws Exception;
    }

    /** Returns the view of every order once it is decided. It reads pages, and single views of orders that are not yet decided there. */
    private Map<Long, OrderView> decided(List<Sale> sales) {
        var wanted = new HashMap<Long, OrderView>();
        var ids = sales.stream().map(Sale::order).sorted().toList();
        for (var next = 0; next < ids.size(); ) {
            var page = shop.orders("?limit=" + PAGE + "&after=" + (ids.get(next) - 1));
            page.stream().filter(OrderView::isDecided).forEach(order -> wanted.put(order.id(), order));
            var last = page.isEmpty() ? ids.get(next) : page.getLast().id();
            for (; next < ids.size() && ids.get(next) <= last; next++) {
                wanted.computeIfAbsent(ids.get(next), shop::decided);
            }
        }
        wanted.keySet().retainAll(Set.copyOf(ids));
        return wanted;
    }

    private void report(
            InvoiceFile file, List<ProductLines> products, int orders, long stocking, long sending, long deciding) {
        out.printf("%,d products made in %s%n", products.size(), seconds(stocking));
        out.printf(
                "%,d lines of %,d customers sent in %s; %,d price changes%n",
                file.lines().size(), users.size(), seconds(sending), sum(products, product -> product.priceChanges));
        out.printf(
                "%,d orders stand, %,d are cancelled, %,d stock adjustments; all decided and shown %s after the last answer%n",
                orders,
                sum(products, product -> product.cancelled),
                sum(products, product -> product.adjusted),
                seconds(deciding));
    }

    private boolean compare(List<Sale> sales, Map<Long, OrderView> orders) {
        var expected = new TreeMap<String, Long>();
        var found = new TreeMap<String, Long>();
        for (var sale : sales) {
            var order = Objects.requireNonNull(orders.get(sale.order()));
            expected.merge(sale.line().customer(), sale.total(), Long::sum);
            found.merge(sale.line().customer(), order.state().equals("completed") ? order.total() : 0, Long::sum);
        }
        var completed = orders.values().stream()
                .filter(order -> order.state().equals("completed"))
                .count();
        out.printf(
                "%,d of %,d orders completed; the file's total is %s, the shop's %s; customers with another total: %,d%n",
                completed,
                orders.size(),
                pounds(sum(expected)),
                pounds(sum(found)),
                expected.keySet().stream()
                        .filter(customer -> !Objects.equals(expected.get(customer), found.get(customer)))
                        .count());
        return found.equals(expected) && completed == orders.size();
    }

    private boolean stockFits(List<ProductLines> products) {
        var wrong = Eventually.eventually(
                Duration.ofSeconds(10),
                () -> products.stream().filter(product -> !stockFits(product)).toList(),
                List::isEmpty);
        out.printf("stock of all %,d products as computed: %s%n", products.size(), wrong.isEmpty() ? "yes" : "no");
        return wrong.isEmpty();
    }

    private boolean stockFits(ProductLines product) {
        return shop.product(product.product()).orElseThrow().stock() == product.expectedStock();
    }

    private static int sum(List<ProductLines> products, ToIntFunction<ProductLines> count) {
        return products.stream().mapToInt(count).sum();
    }

    private static long sum(Map<String, Long> totals) {
        return totals.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String pounds(long pence) {
        return "%,d.%02d".formatted(pence / 100, pence % 100);
    }

    private static String seconds(long nanos) {
        return "%.1f s".formatted(nanos / 1e9);
    }
}
