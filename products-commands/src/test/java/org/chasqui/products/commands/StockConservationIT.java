package org.chasqui.products.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.products.commands.SampleOrders.cancelled;
import static org.chasqui.products.commands.SampleOrders.line;
import static org.chasqui.products.commands.SampleOrders.order;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.chasqui.http.Change;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.products.commands.application.AdjustStockHandler;
import org.chasqui.products.commands.application.AdjustStockHandler.AdjustStock;
import org.chasqui.products.commands.application.ChangeProductHandler;
import org.chasqui.products.commands.application.ChangeProductHandler.ChangeProduct;
import org.chasqui.products.commands.application.CreateProductHandler;
import org.chasqui.products.commands.application.CreateProductHandler.CreateProduct;
import org.chasqui.products.commands.application.SettleOrdersHandler;
import org.chasqui.products.commands.domain.OrderDemand;
import org.chasqui.products.commands.domain.OrderLine;
import org.chasqui.products.commands.domain.Product;
import org.chasqui.products.commands.domain.Stock;
import org.chasqui.products.commands.domain.Stock.InsufficientStock;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** No unit is lost or made: while stock is counted, adjusted, reserved and released at once, the tables explain it. */
@OnRealServers
class StockConservationIT {

    private static final int PRODUCTS = 3;
    private static final int BASKET = 5;
    private static final int DECIDERS = 4;
    private static final int CLERKS = 4;
    private static final int CHANGES_OF_A_CLERK = 50;
    private static final int DELIVERIES = 30;
    private static final int ORDERS_OF_A_DELIVERY = 30;

    @Autowired
    private CreateProductHandler create;

    @Autowired
    private ChangeProductHandler change;

    @Autowired
    private AdjustStockHandler adjust;

    @Autowired
    private SettleOrdersHandler settle;

    @Autowired
    private OrderStream orders;

    @Autowired
    private ProductTables tables;

    @RepeatedTest(2)
    void holdsAtEveryCommit(RepetitionInfo repetition) throws Exception {
        var seed = repetition.getCurrentRepetition();
        tables.empty();
        var products = IntStream.range(0, PRODUCTS)
                .mapToObj(number ->
                        create(SampleProducts.called("Product " + number).inStock(20)))
                .toList();

        try (var threads = Executors.newFixedThreadPool(CLERKS + 1)) {
            var work = start(threads, products, seed);
            while (!work.stream().allMatch(Future::isDone)) {
                assertThat(tables.unexplainedStocks()).as("seed %d", seed).isEmpty();
            }
            for (var each : work) {
                each.get();
            }
        }

        assertThat(tables.unexplainedStocks()).as("seed %d", seed).isEmpty();
        assertThat(tables.unpublishedVersions()).as("seed %d", seed).isEmpty();
        assertThat(tables.reservations())
                .as("seed %d", seed)
                .anyMatch(row -> row.contains("reserved"))
                .anyMatch(row -> row.contains("refused"))
                .anyMatch(row -> row.contains("released 2"));
    }

    @Test
    void sellsExactlyTheStockToOverlappingBasketsThatAreSettledAtOnce() throws Exception {
        tables.empty();
        var products = IntStream.range(0, BASKET)
                .mapToObj(number ->
                        create(SampleProducts.called("Product " + number).inStock(40)))
                .toList();
        var ids = new AtomicLong(1);

        try (var threads = Executors.newFixedThreadPool(DECIDERS)) {
            var deciders = IntStream.range(0, DECIDERS)
                    .mapToObj(seed -> threads.submit(() -> settleBaskets(products, ids, new Random(seed))))
                    .toList();
            for (var decider : deciders) {
                decider.get(); // fails after a deadlock
            }
        }

        assertThat(products).allSatisfy(product -> {
            assertThat(tables.stockOf(product)).isZero();
            assertThat(tables.unitsReservedOf(product)).isEqualTo(40);
        });
        assertThat(tables.unpublishedVersions()).isEmpty();
    }

    private void settleBaskets(List<Product> products, AtomicLong ids, Random random) {
        for (var batch = 0; batch < 40; batch++) {
            settle.handle(Stream.generate(() -> order(ids.getAndIncrement()).of(lines(products, random, 1)))
                    .limit(10)
                    .map(SampleOrders::command)
                    .toList());
        }
    }

    private List<Future<?>> start(ExecutorService threads, List<Product> products, long seed) {
        var clerks = IntStream.range(0, CLERKS)
                .mapToObj(number -> threads.submit(() -> changeByHand(products, new Random(seed * 100 + number))));
        var customers = Stream.of(threads.submit(() -> placeAndCancel(products, new Random(seed))));
        return Stream.<Future<?>>concat(clerks, customers).toList();
    }

    private void changeByHand(List<Product> products, Random random) {
        for (var i = 0; i < CHANGES_OF_A_CLERK; i++) {
            var product = products.get(random.nextInt(PRODUCTS));
            if (random.nextBoolean()) {
                count(product, random.nextInt(40));
            } else {
                adjust(product, random.nextBoolean() ? 1 + random.nextInt(20) : -1 - random.nextInt(20));
            }
        }
    }

    /** Some orders are cancelled while they are placed, some later, and many arrive more than once. */
    private void placeAndCancel(List<Product> products, Random random) {
        var placed = new ArrayList<OrderDemand>();
        for (var i = 0; i < DELIVERIES; i++) {
            var delivery = new ArrayList<OrderDemand>();
            for (var j = 0; j < ORDERS_OF_A_DELIVERY; j++) {
                var demand = random.nextInt(3) > 0 || placed.isEmpty()
                        ? order(placed.size()).of(lines(products, random, 4))
                        : placed.get(random.nextInt(placed.size()));
                if (demand.order() == placed.size()) {
                    placed.add(demand);
                }
                delivery.add(random.nextInt(4) == 0 ? cancelled(demand) : demand);
            }
            orders.delivers(delivery.toArray(OrderDemand[]::new));
        }
    }

    /** Of one product, or of several in any order. */
    private static OrderLine[] lines(List<Product> products, Random random, int mostUnits) {
        var shuffled = new ArrayList<>(products);
        Collections.shuffle(shuffled, random);
        return shuffled.stream()
                .limit(1 + random.nextInt(products.size()))
                .map(product -> line(1 + random.nextInt(mostUnits), product))
                .toArray(OrderLine[]::new);
    }

    private Product create(SampleProducts sample) {
        return create.handle(new CreateProduct(sample.details(), sample.stock()));
    }

    private void count(Product product, long units) {
        change.handle(new ChangeProduct(
                product.id(),
                ExpectedVersion.ANY,
                Change.none(),
                Change.none(),
                Change.none(),
                Change.to(new Stock(units)),
                Change.none(),
                Change.none()));
    }

    private void adjust(Product product, long delta) {
        try {
            adjust.handle(new AdjustStock(product.id(), ExpectedVersion.ANY, delta, null));
        } catch (InsufficientStock refused) {
            // the client gets a refusal; nothing was changed
        }
    }
}
