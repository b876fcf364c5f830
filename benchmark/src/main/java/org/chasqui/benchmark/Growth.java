package org.chasqui.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.load.BulkUsers;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.ProductView;
import org.chasqui.systemtests.shop.Shop;

/**
 * Fills a new shop with completed orders, of 1,000 users and 20 products, as it would be some time after they were placed: the logs are
 * compacted, and every subscriber has applied everything. SQL writes into all databases, while the services have stopped.
 */
final class Growth {

    /** The number of orders is a multiple of it, so that each user and each product has as many as the others. */
    static final int STEP = 1_000;

    private static final int PRODUCTS = 20;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private Growth() {}

    /** @param orders a multiple of {@value #STEP} */
    static void fill(ShopProcesses shop, Shop client, Invariants invariants, int orders) {
        long user = 1 + invariants.of(Service.USERS_COMMANDS).number("SELECT max(id) FROM users");
        BulkUsers.insert(invariants, STEP);
        long product = IntStream.range(0, PRODUCTS)
                .mapToObj(number -> client.createProduct("bench " + number, 100, 1_000_000_000))
                .mapToLong(ProductView::id)
                .min()
                .orElseThrow();
        invariants.awaitSettled(LIMIT);
        long last = invariants.of(Service.ORDERS_COMMANDS).number("SELECT max(id) FROM orders");
        var values = Map.of("user", user, "product", product, "last", last, "orders", (long) orders);
        for (var service : Service.values()) {
            shop.stop(service);
        }
        write(shop, Service.ORDERS_COMMANDS, values, "orders_commands", "publisher", "subscriber");
        write(shop, Service.PRODUCTS_COMMANDS, values, "products_commands", "publisher", "subscriber");
        write(shop, Service.ORDERS_QUERIES, values, "orders_queries", "subscriber");
        write(shop, Service.PRODUCTS_QUERIES, values, "products_queries", "subscriber");
        shop.call("redis-cli", "FLUSHALL"); // why: views in the cache and windows on the logs are of before
        shop.up();
    }

    /** Runs scripts in a service's database, each as one transaction, and then takes care of the tables as autovacuum would at some time. */
    private static void write(ShopProcesses shop, Service service, Map<String, Long> values, String... scripts) {
        var command = new ArrayList<>(List.of(
                "psql",
                "--quiet",
                "--output=/dev/null",
                "--host=127.0.0.1",
                "--port=" + shop.postgresPort(),
                "--username=postgres",
                "--dbname=" + service.database()));
        var vacuum = new ArrayList<>(command);
        values.forEach((name, value) -> command.add("--set=%s=%d".formatted(name, value)));
        command.add("--single-transaction");
        var password = Map.of("PGPASSWORD", shop.administratorPassword());
        try {
            var file = Files.createTempFile("growth", ".sql");
            for (var script : scripts) {
                try (var resource = Growth.class.getResourceAsStream("/growth/" + script + ".sql")) {
                    Files.write(file, Objects.requireNonNull(resource).readAllBytes());
                }
                var run = new ArrayList<>(command);
                run.add("--file=" + file);
                Programs.run(run, password);
            }
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        vacuum.add("--command=VACUUM ANALYZE");
        Programs.run(vacuum, password);
    }
}
