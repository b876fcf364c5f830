package org.chasqui.systemtests.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.OrderLine;
import org.chasqui.systemtests.shop.PlacedOrder;
import org.chasqui.systemtests.shop.ProductView;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.chasqui.systemtests.shop.UserView;

/**
 * Lets customers order, cancel, restock, rename and read, at random and independently of each other, until it is stopped. An error stops no
 * customer: the journal counts it, and the customer sends the next request.
 */
public final class Load implements AutoCloseable {

    /** The number of customers. Each waits for an answer before the next request. */
    public static final int SHOPPERS = 6;

    /** The lines of the largest order that a customer places. */
    public static final int MOST_LINES = 3;

    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

    private final Shop shop;
    private final List<UserView> users;
    private final List<ProductView> products;
    private final int mostLines;
    private final Journal journal = new Journal();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean stopped;

    private Load(Shop shop, List<UserView> users, List<ProductView> products, int mostLines) {
        this.shop = shop;
        this.users = users;
        this.products = products;
        this.mostLines = mostLines;
    }

    /** Creates users and products, waits until orders for them are accepted, and starts the customers. */
    public static Load on(Shop shop) {
        return on(shop, 0, MOST_LINES);
    }

    /**
     * @param seed decides the customers' random choices
     * @param mostLines of an order
     */
    public static Load on(Shop shop, long seed, int mostLines) {
        var users = new ArrayList<UserView>();
        var products = new ArrayList<ProductView>();
        for (int i = 0; i < 5; i++) {
            users.add(shop.createUser("shopper-" + UniqueNames.unique()));
            // why little stock: some orders should fail
            products.add(shop.createProduct("goods-" + UniqueNames.unique(), 100 + i, 50L * i));
        }
        users.forEach(user -> shop.placeOrder(user, products.getFirst(), 1));
        products.forEach(product -> shop.placeOrder(users.getFirst(), product, 1));
        var load = new Load(shop, users, products, mostLines);
        for (int i = 0; i < SHOPPERS; i++) {
            var random = new Random(seed + i);
            load.threads.execute(() -> load.run(random));
        }
        return load;
    }

    /** The answers so far. The journal grows until {@link #stop()}. */
    public Journal journal() {
        return journal;
    }

    /** Waits for this time while the customers go on. */
    public void runFor(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    /** Stops the customers. Each finishes the request that has begun. */
    public Journal stop() {
        stopped = true;
        threads.close();
        return journal;
    }

    @Override
    public void close() {
        stop();
    }

    private void run(Random random) {
        while (!stopped) {
            try {
                sendOne(random);
            } catch (RuntimeException noAnswer) {
                journal.count("no answer");
            }
            LockSupport.parkNanos(PAUSE);
        }
    }

    private void sendOne(Random random) {
        var user = users.get(random.nextInt(users.size()));
        var product = products.get(random.nextInt(products.size()));
        int dice = random.nextInt(100);
        if (dice < 60) {
            order(user, basket(random), random);
        } else if (dice < 75) {
            cancel(random);
        } else if (dice < 83) {
            restock(product, random.nextInt(-2, 10));
        } else if (dice < 88) {
            rename(user);
        } else if (dice < 92) {
            recount(product, random.nextInt(60));
        } else {
            read(random);
        }
    }

    /** One product, or several in any order. */
    private List<OrderLine> basket(Random random) {
        var shelf = new ArrayList<>(products);
        Collections.shuffle(shelf, random);
        return shelf.stream()
                .limit(1 + random.nextInt(mostLines))
                .map(product -> new OrderLine(product.id(), 1 + random.nextInt(3)))
                .toList();
    }

    private void order(UserView user, List<OrderLine> basket, Random random) {
        var answer = counted("order", shop.tryToPlaceOrder(user.id(), basket));
        if (answer.isAccepted()) {
            var placed = answer.as(PlacedOrder.class);
            journal.placed(placed);
            if (random.nextInt(10) == 0) {
                cancel(placed.id()); // probably before the decision
            }
        }
    }

    private void cancel(Random random) {
        journal.orders().keySet().stream()
                .skip(random.nextInt(1 + journal.orders().size()))
                .findFirst()
                .ifPresent(this::cancel);
    }

    private void cancel(long order) {
        if (counted("cancel", shop.cancel(order)).isAccepted()) {
            journal.cancelled(order);
        }
    }

    private void restock(ProductView product, long delta) {
        if (delta != 0) {
            changed(counted("restock", shop.adjustStock(product.id(), delta)));
        }
    }

    private void recount(ProductView product, long stock) {
        changed(counted(
                "recount", shop.command("PUT", "/api-commands/products/" + product.id(), Map.of("stock", stock))));
    }

    private void rename(UserView user) {
        var change = Map.of("username", "shopper-" + UniqueNames.unique());
        var answer = counted("rename", shop.command("PUT", "/api-commands/users/" + user.id(), change));
        if (answer.isAccepted()) {
            journal.changedUser(user.id(), answer.as(UserView.class).version());
        }
    }

    private void changed(Answer answer) {
        if (answer.isAccepted()) {
            var product = answer.as(ProductView.class);
            journal.changedProduct(product.id(), product.version());
        }
    }

    private void read(Random random) {
        counted(
                "look",
                shop.get("/api-queries/users/"
                        + users.get(random.nextInt(users.size())).id()));
        counted(
                "look",
                shop.get("/api-queries/products/"
                        + products.get(random.nextInt(products.size())).id()));
        counted("look", shop.get("/api-queries/orders?limit=20"));
    }

    private Answer counted(String request, Answer answer) {
        // why by name: a connection that breaks at COMMIT allows this 500 and no other
        var unknown = answer.problem().filter("outcome-unknown"::equals).map(name -> " " + name);
        journal.count(request + " " + answer.status() + unknown.orElse(""));
        return answer;
    }
}
