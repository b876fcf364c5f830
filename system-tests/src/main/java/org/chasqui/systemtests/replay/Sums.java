package org.chasqui.systemtests.replay;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.awaitility.core.ConditionTimeoutException;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.OrderView;
import org.chasqui.systemtests.shop.Shop;
import org.jspecify.annotations.Nullable;

/** Compares what the shop shows with what was sent. */
final class Sums {

    private static final int PAGE = 200;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Shop shop;
    private final PrintStream out;

    /** Pence by user, and by market. */
    private record Totals(Map<Long, Long> users, Map<String, Long> markets) {

        Totals() {
            this(new TreeMap<>(), new TreeMap<>());
        }

        void add(long user, @Nullable String market, long pence) {
            users.merge(user, pence, Long::sum);
            markets.merge(market == null ? "none" : market, pence, Long::sum);
        }

        String inPounds() {
            var pence = users.values().stream().mapToLong(Long::longValue).sum();
            return "%,d.%02d".formatted(pence / 100, pence % 100);
        }
    }

    Sums(Shop shop, PrintStream out) {
        this.shop = shop;
        this.out = out;
    }

    /**
     * Waits until all orders are decided.
     *
     * @return whether the totals of customers and markets are those of the orders that stand
     */
    boolean fitOrders(Collection<Sale> sales, Set<Long> cancelled) {
        var expected = new Totals();
        var found = new Totals();
        var orders = decided(sales, cancelled);
        for (var sale : sales) {
            var order = Objects.requireNonNull(orders.get(sale.order()));
            expected.add(sale.user(), sale.market(), cancelled.contains(sale.order()) ? 0 : sale.total());
            found.add(order.user(), order.market(), order.state().equals("completed") ? order.total() : 0);
        }
        out.printf(
                "%,d of %,d orders completed, %,d of %,d cancelled%n",
                in("completed", orders), sales.size() - cancelled.size(), in("cancelled", orders), cancelled.size());
        out.printf("The file's total is %s, the shop's %s.%n", expected.inPounds(), found.inPounds());
        out.printf(
                "Totals that differ: %,d of %,d customers, %,d of %,d markets%n",
                differing(expected.users(), found.users()),
                expected.users().size(),
                differing(expected.markets(), found.markets()),
                expected.markets().size());
        return found.equals(expected);
    }

    boolean fitStock(Collection<Goods> goods) {
        var suspects = differing(goods);
        try {
            Eventually.eventually(LIMIT, () -> differing(suspects), List::isEmpty);
            out.printf("The stock of all %,d products is as computed.%n", goods.size());
            return true;
        } catch (ConditionTimeoutException e) {
            out.println("The stock of some products differs: " + e.getMessage());
            return false;
        }
    }

    private static List<Goods> differing(Collection<Goods> goods) {
        return goods.stream().filter(product -> !product.isInStockAsBooked()).toList();
    }

    private static <K> long differing(Map<K, Long> expected, Map<K, Long> found) {
        return expected.keySet().stream()
                .filter(key -> !Objects.equals(expected.get(key), found.get(key)))
                .count();
    }

    private static long in(String state, Map<Long, OrderView> orders) {
        return orders.values().stream()
                .filter(order -> order.state().equals(state))
                .count();
    }

    /** Returns the view of every order once it is decided. It reads pages, and single views of orders that are behind there. */
    private Map<Long, OrderView> decided(Collection<Sale> sales, Set<Long> cancelled) {
        var orders = new HashMap<Long, OrderView>();
        var ids = sales.stream().map(Sale::order).sorted().toList();
        for (var next = 0; next < ids.size(); ) {
            var page = shop.orders("?limit=" + PAGE + "&after=" + (ids.get(next) - 1));
            page.stream()
                    .filter(order ->
                            order.state().equals("cancelled") || (order.isDecided() && !cancelled.contains(order.id())))
                    .forEach(order -> orders.put(order.id(), order));
            var last = page.isEmpty() ? ids.get(next) : page.getLast().id();
            for (; next < ids.size() && ids.get(next) <= last; next++) {
                orders.computeIfAbsent(
                        ids.get(next), id -> cancelled.contains(id) ? shop.orderIn("cancelled", id) : shop.decided(id));
            }
        }
        orders.keySet().retainAll(Set.copyOf(ids));
        return orders;
    }
}
