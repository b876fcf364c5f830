package org.chasqui.benchmark;

import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.chasqui.systemtests.shop.PlacedOrder;
import org.chasqui.systemtests.shop.ProductView;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UserView;

/**
 * Places orders at fixed times, whether or not earlier ones have been answered. The response time of an order begins when it was due. A
 * shop that stalls for a second therefore delays all orders of that second.
 */
final class PacedOrders {

    private static final long PAUSE = 5_000_000;

    /** The second version of an order is the one with its decision. */
    private static final String DECIDED = "2";

    private final Shop shop;
    private final UserView user;
    private final ProductView product;
    private final Histogram answers = new ConcurrentHistogram(3);
    private final Histogram views = new ConcurrentHistogram(3);

    PacedOrders(Shop shop, UserView user, ProductView product) {
        this.shop = shop;
        this.user = user;
        this.product = product;
    }

    /** Places orders at a rate, and waits for the decided view of one in {@code oneOf}. Returns when all answers and views have arrived. */
    PacedOrders send(double perSecond, int seconds, int oneOf) {
        long start = System.nanoTime();
        try (var customers = Executors.newVirtualThreadPerTaskExecutor()) {
            var sent = new ArrayList<Future<?>>();
            for (int i = 0; i < perSecond * seconds; i++) {
                long due = start + (long) (i * 1e9 / perSecond);
                boolean follow = i % oneOf == 0;
                waitUntil(due);
                sent.add(customers.submit(() -> order(due, follow)));
            }
            for (var order : sent) {
                order.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("an order failed", e);
        }
        return this;
    }

    /** Places orders one after the other, each when the decision of the previous one is shown. */
    PacedOrders oneByOne(int orders) {
        for (int i = 0; i < orders; i++) {
            order(System.nanoTime(), true);
        }
        return this;
    }

    /** Microseconds from the due time of an order to its answer. */
    Histogram answers() {
        return answers;
    }

    /** Microseconds from the answer to the view with the decision. */
    Histogram views() {
        return views;
    }

    private void order(long due, boolean follow) {
        var order = shop.tryToPlaceOrder(user.id(), product.id(), 1).as(PlacedOrder.class);
        long answered = System.nanoTime();
        answers.recordValue((answered - due) / 1000);
        if (follow) {
            awaitDecided(order);
            views.recordValue((System.nanoTime() - answered) / 1000);
        }
    }

    /** Why by a request that waits: one that looks each millisecond would take most of the processor time. */
    private void awaitDecided(PlacedOrder order) {
        var request = shop.request("/api-queries/orders/" + order.id())
                .header("X-Min-Version", DECIDED)
                .header("Prefer", "wait=10")
                .build();
        while (shop.send(request).status() != HttpURLConnection.HTTP_OK) {
            LockSupport.parkNanos(PAUSE);
        }
    }

    private static void waitUntil(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
