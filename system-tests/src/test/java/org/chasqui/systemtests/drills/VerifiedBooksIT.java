package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.load.Load;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Verifies all books of a shop while customers order, cancel, restock and rename, and services die. */
@Drill
class VerifiedBooksIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int ROUNDS = Integer.getInteger("chasqui.verification.rounds", 2);

    @Test
    void findsNothingInAShopUnderLoadWhoseServicesDie(Shop shop, ShopProcesses processes, Invariants invariants) {
        try (var load = Load.on(shop)) {
            for (int round = 0; round < ROUNDS; round++) {
                var victim = Service.values()[(2 * round + 1) % Service.values().length];
                processes.kill(victim);
                load.runFor(Duration.ofSeconds(1));
                processes.restart(victim);
                assertThat(differences(new Actuator(processes)))
                        .as("after the end of %s", victim)
                        .isEmpty();
            }
            AuditAssertions.assertNothingIsLost(shop, invariants, load.stop());
        }
    }

    @Test
    void findsNamesAndRepairsWhatIsWrong(Shop shop, ShopProcesses processes, Invariants invariants) {
        try (var load = Load.on(shop)) {
            // why of its own: an event of the load would repair what is broken here
            long user = shop.createUser("nobody-" + UniqueNames.unique()).id();
            var goods = shop.createProduct("unsold-" + UniqueNames.unique(), 100, 5);
            long product = goods.id();
            long id = shop.placeOrder(shop.createUser("buyer-" + UniqueNames.unique()), goods, 1)
                    .id();
            Eventually.eventually(
                    LIMIT,
                    () -> invariants
                            .of(Service.ORDERS_QUERIES)
                            .number("SELECT count(*) FROM order_view WHERE state = 'completed' AND id = " + id),
                    shown -> shown == 1);
            execute(
                    invariants,
                    Service.ORDERS_QUERIES,
                    "UPDATE order_view SET updated_at = updated_at + interval '1 s' WHERE id = " + id);
            execute(invariants, Service.USERS_QUERIES, "DELETE FROM user_view WHERE id = " + user);
            execute(invariants, Service.ORDERS_COMMANDS, "INSERT INTO known_user VALUES (999999999, 1)");
            execute(
                    invariants,
                    Service.ORDERS_COMMANDS,
                    "UPDATE known_product SET version = 1000000 WHERE id = " + product);
            execute(
                    invariants,
                    Service.PRODUCTS_QUERIES,
                    "UPDATE product_view SET stock = stock + 1 WHERE id = " + product);
            execute(
                    invariants,
                    Service.PRODUCTS_COMMANDS,
                    "UPDATE product SET initial_stock = initial_stock + 1 WHERE id = " + product);

            assertThatThrownBy(() -> processes.call("verify"))
                    .hasMessageContaining("ended with 1")
                    .hasMessageContaining("order_view: 1 difference, ")
                    .hasMessageContaining("    %d differs from the log".formatted(id))
                    .hasMessageContaining("    %d is missing, the log has version".formatted(user))
                    .hasMessageContaining("    999999999 is not in the log")
                    .hasMessageContaining("    %d differs from the log, at version 2".formatted(product))
                    .hasMessageContaining("    %d has version 1000000, the log has".formatted(product))
                    .hasMessageContaining("    product %d has".formatted(product));
            execute(
                    invariants,
                    Service.PRODUCTS_COMMANDS,
                    "UPDATE product SET initial_stock = initial_stock - 1 WHERE id = " + product);

            assertThat(processes.call("verify", "--repair")).contains("repaired: 999999999 is not in the log");
            assertThat(processes.call("verify", "--json"))
                    .startsWith("{\"users-commands\":{")
                    .doesNotContain("\"equal\":false");
            AuditAssertions.assertNothingIsLost(shop, invariants, load.stop());
        }
    }

    private static void execute(Invariants invariants, Service service, String sql) {
        invariants.of(service).execute(sql);
    }

    /** Examines all books once, and returns a line for each difference. */
    private static List<String> differences(Actuator actuator) {
        Arrays.stream(Service.values()).forEach(actuator::verify);
        return Arrays.stream(Service.values())
                .flatMap(service -> differences(service, verified(actuator, service)))
                .toList();
    }

    private static JsonNode verified(Actuator actuator, Service service) {
        return Eventually.eventually(
                LIMIT,
                () -> actuator.verification(service).asJson(),
                answer -> !answer.path("pending").asBoolean());
    }

    private static Stream<String> differences(Service service, JsonNode answer) {
        return answer.path("books").valueStream().flatMap(book -> {
            assertThat(book.path("waits").isNull()).as("%s: %s", service, book).isTrue();
            return book.path("differences")
                    .valueStream()
                    .map(line ->
                            "%s %s: %s".formatted(service, book.path("name").asString(), line.asString()));
        });
    }
}
