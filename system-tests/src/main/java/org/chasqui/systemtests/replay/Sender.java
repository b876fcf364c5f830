package org.chasqui.systemtests.replay;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.chasqui.systemtests.replay.InvoiceLine.Article;
import org.chasqui.systemtests.shop.OrderLine;
import org.chasqui.systemtests.shop.PlacedOrder;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.chasqui.systemtests.shop.UserView;
import org.jspecify.annotations.Nullable;

/**
 * Sends invoices as commands. It may send several at the same time, but those that have a product in common one after the other: so each
 * order is placed at the prices of its lines, and a return finds its sale.
 */
final class Sender {

    private static final String CITY = "online"; // why: the data set names countries only

    private final Shop shop;
    private final Lanes lanes;
    private final Map<String, UserView> users = new ConcurrentHashMap<>();
    private final Map<String, Long> markets = new ConcurrentHashMap<>();
    private final Map<String, Goods> goods = new ConcurrentHashMap<>();
    private final Map<Basket, Deque<List<Sale>>> standing = new ConcurrentHashMap<>();
    private final Queue<Sale> sales = new ConcurrentLinkedQueue<>();
    private final Set<Long> cancelled = ConcurrentHashMap.newKeySet();
    final LongAdder priceChanges = new LongAdder();
    final LongAdder adjustments = new LongAdder();

    /** The customer and the goods by which a return finds its sale. */
    private record Basket(String customer, Map<Article, Long> goods) {

        static Basket of(Invoice invoice) {
            return new Basket(invoice.head().customer(), invoice.goods());
        }
    }

    /** @param lanes for requests that one invoice sends at the same time */
    Sender(Shop shop, Lanes lanes) {
        this.shop = shop;
        this.lanes = lanes;
    }

    Collection<Sale> sales() {
        return sales;
    }

    /** The ids of orders. */
    Set<Long> cancelled() {
        return cancelled;
    }

    Map<String, Goods> goods() {
        return goods;
    }

    int customers() {
        return users.size();
    }

    int markets() {
        return markets.size();
    }

    /** Creates customers, markets and products, which have as much stock as the invoices need. */
    void prepare(List<Invoice> invoices) {
        var run = UniqueNames.unique();
        var heads = invoices.stream().map(Invoice::head).toList();
        lanes.each(
                heads.stream().map(Invoice.Head::customer).collect(Collectors.toSet()),
                customer ->
                        users.put(customer, shop.createUser((customer.isEmpty() ? "nobody" : customer) + "-" + run)));
        lanes.each(
                heads.stream()
                        .flatMap(head -> Countries.code(head.country()).stream())
                        .collect(Collectors.toSet()),
                country -> markets.put(
                        market(country),
                        shop.changeMarket(country, CITY, true)
                                .asJson()
                                .path("version")
                                .asLong()));
        var stock = new HashMap<String, Long>();
        invoices.forEach(invoice ->
                invoice.lines().forEach(line -> stock.merge(line.stockCode(), invoice.needed(line), Long::sum)));
        lanes.each(
                invoices.stream()
                        .flatMap(invoice -> invoice.lines().stream())
                        .collect(Collectors.groupingBy(InvoiceLine::stockCode))
                        .values(),
                lines -> {
                    var code = lines.getFirst().stockCode();
                    goods.put(code, Goods.create(shop, lines, stock.getOrDefault(code, 0L)));
                });
    }

    void send(Invoice invoice) {
        var undone = invoice.isReturn() ? standing(Basket.of(invoice)).poll() : null;
        if (undone != null) {
            undone.forEach(this::cancel);
            return;
        }
        var orders = invoice.orders().stream()
                .map(lines -> sell(invoice.head(), lines))
                .toList();
        if (!orders.isEmpty()) {
            standing(Basket.of(invoice)).push(orders);
        }
        lanes.each(invoice.adjustments().entrySet(), delta -> {
            goods(delta.getKey()).adjust(delta.getValue());
            adjustments.increment();
        });
    }

    private Deque<List<Sale>> standing(Basket basket) {
        return standing.computeIfAbsent(basket, first -> new ArrayDeque<>());
    }

    private Sale sell(Invoice.Head head, Collection<InvoiceLine> lines) {
        lanes.each(
                lines.stream()
                        .filter(line -> !goods(line.stockCode()).cost(line.pence()))
                        .toList(),
                line -> {
                    goods(line.stockCode()).changePrice(line.pence());
                    priceChanges.increment();
                });
        var user = Objects.requireNonNull(users.get(head.customer()));
        var market = Countries.code(head.country()).map(Sender::market).orElse(null);
        var sale = new Sale(place(user, market, lines), user.id(), market, lines);
        sales.add(sale);
        lines.forEach(line -> goods(line.stockCode()).book(-line.quantity()));
        return sale;
    }

    /** Places an order that waits for the prices of its lines. */
    private long place(UserView user, @Nullable String market, Collection<InvoiceLine> lines) {
        var body = new HashMap<String, Object>();
        body.put("user", user.id());
        body.put(
                "lines",
                lines.stream()
                        .map(line -> new OrderLine(goods(line.stockCode()).product(), line.quantity()))
                        .toList());
        var headers = new HashMap<>(Map.of(
                "X-Min-User-Version",
                Long.toString(user.version()),
                "X-Min-Product-Version",
                lines.stream()
                        .map(line -> Long.toString(goods(line.stockCode()).version()))
                        .collect(Collectors.joining(", ")),
                "Prefer",
                "wait=10"));
        if (market != null) {
            body.put("market", market);
            headers.put("X-Min-Market-Version", String.valueOf(markets.get(market)));
        }
        return shop.commandUntilAnswered("POST", "/api-commands/orders", body, headers)
                .as(PlacedOrder.class)
                .id();
    }

    private void cancel(Sale sale) {
        shop.commandUntilAnswered("POST", "/api-commands/orders/" + sale.order() + "/cancel", null, Map.of())
                .accepted();
        cancelled.add(sale.order());
        sale.lines().forEach(line -> goods(line.stockCode()).book(line.quantity()));
    }

    private static String market(String country) {
        return country + "/" + CITY;
    }

    private Goods goods(String stockCode) {
        return Objects.requireNonNull(goods.get(stockCode));
    }
}
