package org.chasqui.systemtests.figures;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.Names;
import org.chasqui.systemtests.shop.OrderView;
import org.chasqui.systemtests.shop.PlacedOrder;
import org.chasqui.systemtests.shop.ProductView;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UserView;

/** The figures of docs/benchmarks.md, measured on a private shop in one run. */
public final class Benchmark {

    private static final int ROUNDS = 3;
    private static final Duration ROUND = Duration.ofSeconds(5);
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final int CUSTOMERS = 16;
    private static final int ORDERS_EACH = 200;
    private static final int ORDERS = CUSTOMERS * ORDERS_EACH;
    private static final int TIMED_ORDERS = 300;

    private final ShopProcesses processes;
    private final Shop shop;
    private final List<String> thisProgram;
    private final PrintStream out;

    /** @param thisProgram arguments of a JVM that start this program again, in another role */
    public Benchmark(ShopProcesses processes, Shop shop, List<String> thisProgram, PrintStream out) {
        this.thisProgram = thisProgram;
        this.processes = processes;
        this.shop = shop;
        this.out = out;
    }

    public void run() throws IOException, InterruptedException, ExecutionException {
        memory("after the start");
        var user = shop.createUser("bench-" + Names.unique());
        var product = shop.createProduct("bench " + Names.unique(), 100, 1_000_000_000);
        shop.decided(shop.placeOrder(user, product, 1).id());
        singleViews(user);
        singleViewsWhileRedisHangs(user);
        ordersPerSecond(user, product); // warm-up
        ordersPerSecond(user, product);
        fromAnswerToView(user, product);
        memory("after the load");
    }

    private void singleViews(UserView user) throws IOException, InterruptedException, ExecutionException {
        var path = "/api-queries/users/" + user.id();
        var body = shop.read(path).body();
        try (var bare = BareShop.like(processes, Service.USERS_QUERIES, thisProgram, body)) {
            Barrage.of(processes.gateway(), path, WARM_UP);
            Barrage.of(bare.gateway(), path, WARM_UP);
            var ours = new ArrayList<Barrage.Sample>();
            var theirs = new ArrayList<Barrage.Sample>();
            for (int round = 0; round < ROUNDS; round++) {
                ours.add(Barrage.of(processes.gateway(), path, ROUND));
                theirs.add(Barrage.of(bare.gateway(), path, ROUND));
            }
            report("single view, users-queries", ours);
            report("single view, bare JVM handler", theirs);
        }
    }

    /** What a Redis that hangs costs those who only read: one of them waits for it, once a second. */
    private void singleViewsWhileRedisHangs(UserView user)
            throws IOException, InterruptedException, ExecutionException {
        processes.freezeRedis();
        try {
            var path = "/api-queries/users/" + user.id();
            report("single view, Redis hanging", List.of(Barrage.of(processes.gateway(), path, ROUND)));
        } finally {
            processes.resumeRedis();
        }
    }

    private void report(String what, List<Barrage.Sample> rounds) {
        var sorted = rounds.stream()
                .sorted(Comparator.comparingDouble(Barrage.Sample::perSecond))
                .toList();
        var median = sorted.get(sorted.size() / 2);
        out.printf(
                "%-34s %,8.0f a second (%,.0f to %,.0f in %d rounds), %s%n",
                what,
                median.perSecond(),
                sorted.getFirst().perSecond(),
                sorted.getLast().perSecond(),
                sorted.size(),
                median.latencies());
    }

    /** Takes orders as fast as it can, and waits until every one shows its decision. */
    private void ordersPerSecond(UserView user, ProductView product) throws InterruptedException, ExecutionException {
        long before = lastOrderOf(user);
        long start = System.nanoTime();
        var accepted = place(user, product);
        long answered = System.nanoTime();
        Eventually.eventually(Duration.ofMinutes(2), () -> missing(user, before), missing -> missing == 0);
        long shown = System.nanoTime();
        out.printf(
                "%-34s %,8.0f a second accepted, %,.0f a second decided and shown; all %,d shown %.2f s after the last answer%n",
                "orders",
                ORDERS / ((answered - start) / 1e9),
                ORDERS / ((shown - start) / 1e9),
                ORDERS,
                (shown - answered) / 1e9);
        out.printf("%-34s %s%n", "answer to an order under that load", accepted);
    }

    private Latencies place(UserView user, ProductView product) throws InterruptedException, ExecutionException {
        var json = "{\"user\":%d,\"product\":%d,\"quantity\":1}".formatted(user.id(), product.id());
        try (var threads = Executors.newFixedThreadPool(CUSTOMERS)) {
            Callable<Latencies> customer = () -> place(processes.gateway(), json, ORDERS_EACH);
            var parts = new ArrayList<Latencies>();
            for (var future : threads.invokeAll(Collections.nCopies(CUSTOMERS, customer))) {
                parts.add(future.get());
            }
            return Latencies.merged(parts);
        }
    }

    private static Latencies place(URI gateway, String json, int orders) {
        var latencies = new Latencies();
        try (var wire = new Wire(gateway)) {
            var request = wire.post("/api-commands/orders", json);
            for (int i = 0; i < orders; i++) {
                long start = System.nanoTime();
                int status = wire.exchange(request);
                if (status != 201) {
                    throw new IllegalStateException("an order was answered %d %s".formatted(status, wire.body()));
                }
                latencies.add(System.nanoTime() - start);
            }
        }
        return latencies;
    }

    /** The highest id is not the last to be shown, so that both is asked: how many there are, and whether any is undecided. */
    private long missing(UserView user, long before) {
        if (!shop.orders("?user=%d&state=processing&limit=1".formatted(user.id()))
                .isEmpty()) {
            return ORDERS;
        }
        long found = 0;
        for (long after = before; ; ) {
            var page = shop.orders("?user=%d&limit=200&after=%d".formatted(user.id(), after));
            found += page.size();
            if (page.size() < 200) {
                return ORDERS - found;
            }
            after = page.getLast().id();
        }
    }

    private long lastOrderOf(UserView user) {
        long last = 0;
        for (var page = shop.orders("?user=%d&limit=200".formatted(user.id())); !page.isEmpty(); ) {
            last = page.getLast().id();
            page = shop.orders("?user=%d&limit=200&after=%d".formatted(user.id(), last));
        }
        return last;
    }

    /** One customer who looks again and again, as soon as the order is answered. */
    private void fromAnswerToView(UserView user, ProductView product) {
        var latencies = new Latencies();
        for (int i = 0; i < TIMED_ORDERS; i++) {
            var order = shop.tryToPlaceOrder(user.id(), product.id(), 1).as(PlacedOrder.class);
            long answered = System.nanoTime();
            while (!shop.order(order.id()).map(OrderView::isDecided).orElse(false)) {
                LockSupport.parkNanos(500_000);
            }
            latencies.add(System.nanoTime() - answered);
        }
        out.printf("%-34s %s%n", "from the answer to the decided view", latencies);
    }

    private void memory(String when) {
        long sum = Arrays.stream(Service.values()).mapToLong(processes::memory).sum();
        out.printf("%-34s %,8d MiB PSS (%s)%n", "six services " + when, sum / 1024, eachInMebibytes());
    }

    private String eachInMebibytes() {
        return String.join(
                ", ",
                Arrays.stream(Service.values())
                        .map(service -> service + " " + processes.memory(service) / 1024)
                        .toList());
    }
}
