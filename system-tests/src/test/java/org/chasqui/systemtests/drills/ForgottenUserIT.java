package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.chasqui.systemtests.shop.UserView;
import org.junit.jupiter.api.Test;

/** Looks for the names of a user in all that a shop keeps: in a fresh dump of each database, in Redis, and in the logs. */
@Drill
class ForgottenUserIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Shop shop;
    private final ShopProcesses processes;
    private final Invariants invariants;
    private final Actuator actuator;

    /** A part of each name, and of nothing else. */
    private final String mark = "qz" + UniqueNames.unique().replace("-", "");

    ForgottenUserIT(Shop shop, ShopProcesses processes, Invariants invariants) {
        this.shop = shop;
        this.processes = processes;
        this.invariants = invariants;
        actuator = new Actuator(processes);
    }

    @Test
    void nothingHasTheNamesOfAForgottenUserAnyMore() {
        var user = create();
        var product = shop.createProduct("left behind " + UniqueNames.unique(), 100, 5);
        long order = shop.placeOrder(user, product, 2).id();
        shop.decided(order);
        assertThat(shop.tryToCreateUser(mark).status()).isEqualTo(409);
        shop.get("/api-queries/users?username=" + mark);
        shop.get("/api-queries/%75ser%73?username=" + mark);
        makeADeadLetter(user);
        processes.call("pause", "orders-commands", "users");
        shop.changeUser(user.id(), Map.of("firstName", mark + " of a list"));
        shown("/api-queries/users/" + user.id(), mark + " of a list"); // why: applying the change empties the cache
        shown("/api-queries/orders/" + order, mark);
        assertThat(placesWithTheName())
                .contains(
                        "users_commands: users",
                        "users_commands: messaging.event_log",
                        "users_commands: idempotency.answer",
                        "users_queries: user_view",
                        "users_queries: messaging.dead_letter",
                        "orders_queries: known_user",
                        "orders_queries: order_view",
                        "Redis: chasqui:users-queries:user:" + user.id(),
                        "Redis: chasqui:orders-queries:order:" + order,
                        "Redis: evt:{2.users.0.orders-commands}:q")
                .noneMatch(place -> place.startsWith("log of"));

        var forgotten = forget(user);

        assertThat(forgotten.as(UserView.class))
                .isEqualTo(new UserView(user.id(), "forgotten-" + user.id(), null, null, 4));
        shown(user.id(), order, "forgotten-" + user.id());
        Eventually.eventually(LIMIT, this::leftToForget, left -> left == 0);
        assertThat(placesWithTheName()).isEmpty();
        processes.call("resume", "orders-commands", "users");
        assertThat(sendCreation().body()).contains("forgotten-" + user.id());
        assertThat(shop.command("PUT", "/api-commands/users/" + user.id(), Map.of("firstName", "Ana"))
                        .problem())
                .contains("user-forgotten");
        assertThat(shop.order(order).orElseThrow().total()).isEqualTo(200);

        rebuild(Service.USERS_QUERIES, Service.ORDERS_QUERIES, Service.ORDERS_COMMANDS);
        shown(user.id(), order, "forgotten-" + user.id());
        assertThat(placesWithTheName()).isEmpty();
        processes.call("verify"); // fails if anything differs
    }

    private UserView create() {
        return sendCreation().as(UserView.class);
    }

    private Answer sendCreation() {
        return shop.send(shop.request("/api-commands/users")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "of a user who leaves, " + mark.hashCode())
                .POST(BodyPublishers.ofString("{\"username\": \"%1$s\", \"lastName\": \"%1$s\"}".formatted(mark)))
                .build());
    }

    /** By the user's own token, if the shop asks for one. */
    private Answer forget(UserView user) {
        return shop.as(processes.token("customer:" + user.id()))
                .command("POST", "/api-commands/users/" + user.id() + "/forget", null)
                .accepted();
    }

    private void makeADeadLetter(UserView user) {
        var views = invariants.of(Service.USERS_QUERIES);
        views.execute(
                "ALTER TABLE user_view ADD CONSTRAINT refuses CHECK (last_name <> '%s!') NOT VALID".formatted(mark));
        try {
            shop.changeUser(user.id(), Map.of("lastName", mark + "!"));
            Eventually.eventually(
                    LIMIT,
                    () -> views.number("SELECT count(*) FROM messaging.dead_letter WHERE entry LIKE '%" + mark + "%'"),
                    letters -> letters == 1);
        } finally {
            views.execute("ALTER TABLE user_view DROP CONSTRAINT refuses");
        }
    }

    private void shown(long user, long order, String name) {
        shown("/api-queries/users/" + user, name);
        shown("/api-queries/orders/" + order, name);
    }

    /** Waits until the view is shown with a text that begins like this, and from the cache. */
    private void shown(String path, String text) {
        Eventually.eventually(
                LIMIT,
                () -> shop.read(path),
                answer -> answer.body().contains("\"" + text)
                        && answer.header("X-Cache").orElse("").equals("HIT"));
    }

    /** Lets ten seconds be enough between the two passes; returns how many users are not dealt with to the end. */
    private long leftToForget() {
        var users = invariants.of(Service.USERS_COMMANDS);
        users.execute("""
                UPDATE messaging.forgetting SET rewritten_at = now() - interval '1 h'
                WHERE rewritten_at < now() - interval '10 s'
                """);
        return users.number("SELECT count(*) FROM messaging.forgetting");
    }

    private void rebuild(Service... services) {
        for (var service : services) {
            actuator.rebuild(service, "users").accepted();
        }
        for (var service : services) {
            Eventually.eventually(
                    LIMIT,
                    () -> invariants.of(service).number("SELECT count(*) FROM messaging.subscription WHERE rebuilding"),
                    rebuilding -> rebuilding == 0);
        }
    }

    private List<String> placesWithTheName() {
        return Stream.of(
                        Arrays.stream(Service.values()).flatMap(this::tables),
                        invariants.redis().everything().stream()
                                .filter(this::hasTheName)
                                .map(line -> "Redis: " + line.substring(0, line.indexOf(' '))),
                        logs())
                .flatMap(places -> places)
                .distinct()
                .toList();
    }

    private boolean hasTheName(String text) {
        return text.toLowerCase(Locale.ROOT).contains(mark);
    }

    private Stream<String> tables(Service service) {
        var table = new String[] {"?"};
        return processes
                .dumped(service)
                .peek(line -> table[0] =
                        line.startsWith("COPY ") ? line.split(" ", 3)[1].replaceFirst("^public\\.", "") : table[0])
                .filter(this::hasTheName)
                .map(line -> service.database() + ": " + table[0]);
    }

    private Stream<String> logs() {
        try (var files = Files.list(processes.logs())) {
            return files
                    .filter(file -> hasTheName(text(file)))
                    .map(file -> "log of " + file.getFileName())
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
