package org.chasqui.systemtests.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.OrderLine;
import org.chasqui.systemtests.shop.OrderView;
import org.chasqui.systemtests.shop.PlacedOrder;
import org.chasqui.systemtests.shop.ProductView;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.chasqui.systemtests.shop.UserView;

/**
 * Lets customers order, cancel and restock at a steady rate, until it is stopped, and follows its own orders through the views. What the shop
 * refuses or does not answer is counted and not repeated.
 */
public final class Demo {

    static final long FULL_SHELF = 60;

    private static final long LOW_SHELF = 12;
    private static final int AT_A_TIME = 32;

    private final Shop shop;
    private final PrintStream out;
    private final boolean isTerminal;
    private final Random random = new Random();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger restocks = new AtomicInteger();
    private final AtomicInteger completed = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger cancelled = new AtomicInteger();
    private final Map<String, AtomicInteger> ended =
            Map.of("completed", completed, "failed", failed, "cancelled", cancelled);

    /** Orders that wait for their decision, and those that wait for the end of a cancel: when that began, in nanoseconds. */
    private final ConcurrentSkipListMap<Long, Long> undecided = new ConcurrentSkipListMap<>();

    private final ConcurrentSkipListMap<Long, Long> cancelling = new ConcurrentSkipListMap<>();
    private final Semaphore free = new Semaphore(AT_A_TIME);
    private volatile String trouble = "";
    private volatile boolean stopped;

    /** @param isTerminal whether a line of progress may replace the one before */
    public Demo(Shop shop, PrintStream out, boolean isTerminal) {
        this.shop = shop;
        this.out = out;
        this.isTerminal = isTerminal;
    }

    /** Ends {@link #run} soon. */
    public void stop() {
        stopped = true;
    }

    /**
     * Returns after {@link #stop}, when it has said what it made.
     *
     * @param rate orders a second
     */
    public void run(double rate) {
        var catalogue = Catalogue.in(shop);
        out.printf(
                "%d products and %d users, %d of them new. %.1f orders a second; Ctrl-C ends it.%n",
                catalogue.products().size(), catalogue.users().size(), catalogue.made(), rate);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.execute(() -> follow(catalogue.products()));
            long next = System.nanoTime();
            while (!stopped) {
                if (free.tryAcquire()) {
                    threads.execute(() -> {
                        attempt(() -> buy(catalogue));
                        free.release();
                    });
                } else {
                    refuse("slower than the rate");
                }
                next += (long) (1e9 / rate);
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }
        out.printf(
                "%s%nMade: %d products and users, %d orders, %d restocks. They stay; ./chasqui down --wipe forgets them.%n",
                isTerminal ? "\r" + line() : line(), catalogue.made(), accepted.get(), restocks.get());
    }

    private void buy(Catalogue catalogue) {
        UserView user = catalogue.users().get(random.nextInt(catalogue.users().size()));
        var answer = shop.tryToPlaceOrder(UniqueNames.unique(), user.id(), basket(catalogue));
        if (answer.filter(Answer::isAccepted).isEmpty()) {
            refuse(answer.map(refusal -> refusal.problem().orElse("HTTP " + refusal.status()))
                    .orElse("no answer"));
            return;
        }
        accepted.incrementAndGet();
        undecided.put(answer.get().as(PlacedOrder.class).id(), System.nanoTime());
    }

    /** Mostly one product; now and then more of it than the shelf holds. */
    private List<OrderLine> basket(Catalogue catalogue) {
        return random.ints(0, catalogue.products().size())
                .limit(1 + random.nextInt(random.nextInt(4) + 1))
                .distinct()
                .mapToObj(catalogue.products()::get)
                .map(product ->
                        new OrderLine(product.id(), random.nextInt(30) == 0 ? 10 * FULL_SHELF : 1 + random.nextInt(3)))
                .toList();
    }

    /** Reads what has become of the orders, twice a second, prints it, and keeps the shelves filled. */
    private void follow(List<ProductView> products) {
        var ids = products.stream().map(ProductView::id).toList();
        long end = 0;
        for (int time = 0; end == 0 || (!isQuiet() && System.nanoTime() < end); time++) {
            attempt(this::readOrders);
            if (time % 10 == 0 && !stopped) {
                attempt(() -> restock(ids));
            }
            if (isTerminal || time % 20 == 0) {
                out.print(isTerminal ? "\r" + line() : line() + System.lineSeparator());
            }
            if (stopped && end == 0) {
                end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5); // for the last orders
            }
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
        }
    }

    private void refuse(String why) {
        refused.incrementAndGet();
        trouble = " (" + why + ")";
    }

    private boolean isQuiet() {
        return free.availablePermits() == AT_A_TIME && undecided.isEmpty() && cancelling.isEmpty();
    }

    private void readOrders() {
        for (var waiting : List.of(undecided, cancelling)) {
            var first = waiting.firstEntry();
            var last = waiting.lastEntry();
            if (first != null && last != null) {
                Pages.between(first.getKey(), last.getKey(), shop::orders, OrderView::id)
                        .forEach(this::see);
            }
        }
    }

    private void see(OrderView order) {
        var count = ended.get(order.state());
        if (count == null) {
            return;
        }
        if (undecided.remove(order.id()) != null) {
            count.incrementAndGet();
            if (order.state().equals("completed") && random.nextInt(10) == 0) {
                cancel(order.id());
            }
        } else if (order.state().equals("cancelled") && cancelling.remove(order.id()) != null) {
            count.incrementAndGet();
        }
    }

    private void cancel(long order) {
        if (shop.cancel(order).isAccepted()) {
            cancelling.put(order, System.nanoTime());
        }
    }

    private void restock(List<Long> ids) {
        Pages.between(Collections.min(ids), Collections.max(ids), shop::products, ProductView::id)
                .filter(product -> ids.contains(product.id()) && product.stock() < LOW_SHELF)
                .filter(product -> shop.adjustStock(product.id(), FULL_SHELF - product.stock())
                        .isAccepted())
                .forEach(product -> restocks.incrementAndGet());
    }

    private static void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException unanswered) {
            // the shop is away for a moment, and the figures show it
        }
    }

    private String line() {
        int open = undecided.size() + cancelling.size();
        var first = undecided.firstEntry();
        var oldest = first == null ? 0 : (System.nanoTime() - first.getValue()) / 1e9;
        return "orders accepted %d, completed %d, failed %d, cancelled %d, refused or unanswered %d%s; behind: %d, for %.1f s   "
                .formatted(
                        accepted.get(),
                        completed.get(),
                        failed.get(),
                        cancelled.get(),
                        refused.get(),
                        trouble,
                        open,
                        oldest);
    }
}
