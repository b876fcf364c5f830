package org.chasqui.systemtests.drills;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.OrderLine;
import org.chasqui.systemtests.shop.PlacedOrder;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.chasqui.systemtests.shop.UserView;

/**
 * Sends more customers than there are items of two products, half of whom name them in the opposite order. Each repeats their order with
 * its key until it is accepted, however often the services are killed.
 */
final class OversellFault {

    /** In each wave, the fault kills these services when half of the customers have placed their order. */
    private static final List<List<Service>> WAVES = List.of(
            List.of(Service.ORDERS_COMMANDS, Service.PRODUCTS_COMMANDS),
            List.of(Service.PRODUCTS_COMMANDS),
            List.of(Service.ORDERS_COMMANDS));

    private static final int CUSTOMERS_A_WAVE = 100;
    private static final int ITEMS = 150;
    private static final long REPEAT_AFTER = TimeUnit.MILLISECONDS.toNanos(300);
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Shop shop;
    private final UserView user;
    private final List<OrderLine> basket;
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();
    private volatile boolean over;

    private OversellFault(Shop shop) {
        this.shop = shop;
        user = shop.createUser("rush-" + UniqueNames.unique());
        basket = List.of(rare(), rare());
    }

    /** A product that everybody can order, with as many units as there are to be sold. */
    private OrderLine rare() {
        var product = shop.createProduct("rare-" + UniqueNames.unique(), 100, ITEMS + 1L);
        shop.orderIn("completed", shop.placeOrder(user, product, 1).id());
        return new OrderLine(product.id(), 1);
    }

    static void inject(DrillRound round) throws ExecutionException, InterruptedException {
        var oversell = new OversellFault(round.shop());
        var orders = oversell.orderWhileTheyAreKilled(round);
        round.faultEnded();
        round.count("orders for %d items".formatted(ITEMS), orders.size());
        long sold = orders.stream()
                .filter(id -> round.shop().decided(id).state().equals("completed"))
                .count();
        round.require(orders.stream().distinct().count() == orders.size(), "each key creates its own order");
        round.require(sold == ITEMS, "exactly %d items must be sold, but %d were".formatted(ITEMS, sold));
    }

    private List<Long> orderWhileTheyAreKilled(DrillRound round) throws ExecutionException, InterruptedException {
        var orders = new ArrayList<Future<Long>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var doomed : WAVES) {
                int enough = orders.size() + CUSTOMERS_A_WAVE / 2;
                begin(threads, orders);
                Eventually.eventually(LIMIT, taken::get, count -> count > enough);
                doomed.forEach(round.processes()::kill);
                round.count("services killed", doomed.size());
                round.environment().endDisturbances();
            }
            var placed = new ArrayList<Long>();
            for (var order : orders) {
                placed.add(order.get());
            }
            return placed;
        } finally {
            over = true;
        }
    }

    private void begin(ExecutorService threads, List<Future<Long>> orders) {
        for (int i = 0; i < CUSTOMERS_A_WAVE; i++) {
            orders.add(threads.submit(this::order));
        }
    }

    private long order() {
        var key = UniqueNames.unique();
        var mine = turn.incrementAndGet() % 2 == 0 ? basket : basket.reversed();
        var answer = shop.tryToPlaceOrder(key, user.id(), mine);
        while (!over && answer.filter(Answer::isAccepted).isEmpty()) {
            LockSupport.parkNanos(REPEAT_AFTER);
            answer = shop.tryToPlaceOrder(key, user.id(), mine);
        }
        taken.incrementAndGet();
        return answer.orElseThrow().as(PlacedOrder.class).id();
    }
}
