package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.chasqui.testing.Project;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Operates the services of a shop through its gateway. */
@Drill
class OperationsIT {

    private static final Pattern METRIC =
            Pattern.compile("\\b(messaging|chasqui|http_server|jvm|hikaricp|process|system|logback)_[a-z_]+\\b");

    private static final String STEP = "\\S+Z \\+\\d+\\.\\d{3} ms %s (\\d+|-)";

    private final Shop shop;
    private final ShopProcesses processes;

    OperationsIT(Shop shop, ShopProcesses processes) {
        this.shop = shop;
        this.processes = processes;
    }

    @ParameterizedTest
    @EnumSource
    void anOperatorAsksEachServiceThroughTheGateway(Service service) {
        var operator = shop.as(processes.token("operator"));
        for (var path : new String[] {
            "health", "info", "metrics/messaging.loop.age", "deadletters", "verification", "subscriptions"
        }) {
            var answer = operator.get(operation(service, path));
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(answer.asJson().isObject()).as(path).isTrue();
        }
        assertThat(names(operator.get(operation(service, "subscriptions"))))
                .isNotEmpty()
                .isEqualTo(names(new Actuator(processes).subscriptions(service)));
        assertThat(operator.command("DELETE", operation(service, "deadletters/none"), null)
                        .status())
                .isEqualTo(404);
        assertThat(operator.command("POST", operation(service, "subscriptions/none"), Map.of("action", "pause"))
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @EnumSource
    void nobodyElseDoesInASecuredShop(Service service) {
        for (var path : new String[] {"health", "health/liveness", "subscriptions"}) {
            var open = path.endsWith("liveness") || !processes.isSecured();
            assertThat(shop.as(Optional.empty()).get(operation(service, path)).status())
                    .isEqualTo(open ? 200 : 401);
            for (var role : new String[] {"admin", "customer:7"}) {
                assertThat(shop.as(processes.token(role))
                                .get(operation(service, path))
                                .status())
                        .as(role)
                        .isEqualTo(open ? 200 : 403);
            }
        }
    }

    /** A misspelt metric would leave a panel empty, and an alarm silent for ever. */
    @Test
    void theDashboardAndTheAlarmsAskForMetricsThatThereAre() throws IOException {
        var containers = Project.find("docker-compose.yml").resolveSibling("containers");
        var asked = Files.readString(containers.resolve("grafana/dashboards/chasqui.json"))
                + Files.readString(containers.resolve("prometheus/alerts.yml"));
        var metrics = Stream.of(Service.values())
                .flatMap(new Actuator(processes)::metrics)
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toSet());

        assertThat(METRIC.matcher(asked).results().map(MatchResult::group))
                .isNotEmpty()
                .isSubsetOf(metrics);
    }

    @Test
    void aPauseOutlivesTheServiceAndLosesNothing() {
        var user = shop.createUser("patient-" + UniqueNames.unique());
        var product = shop.createProduct("awaited-" + UniqueNames.unique(), 100, 5);
        assertThat(processes.call("pause", "orders-queries", "orders"))
                .matches("orders\\.0\\.orders-queries: paused, at position \\d+\n");
        try {
            var order = shop.placeOrder(user, product, 1).id();
            processes.kill(Service.ORDERS_QUERIES);
            processes.restart(Service.ORDERS_QUERIES);
            Eventually.eventually(
                    Eventually.LIMIT,
                    () -> processes.call("subscriptions"),
                    listed -> listed.matches("(?s).*\norders\\.0\\.orders-queries +paused +\\d+ +[1-9].* by %s since .*"
                            .formatted(processes.isSecured() ? "operator" : "-")));
            assertThat(shop.order(order)).isEmpty();
            processes.call("rebuild", "orders-queries", "orders");
            assertThat(processes.call("rebuild", "stop", "orders-queries", "orders"))
                    .matches("orders\\.0\\.orders-queries: its rebuild is stopped, at position \\d+\n");

            assertThat(processes.call("resume", "orders-queries", "orders", "--json"))
                    .startsWith("{\"name\":\"orders.0.orders-queries\"");
            assertThat(shop.decided(order).state()).isEqualTo("completed");
        } finally {
            processes.call("resume", "orders-queries", "orders");
        }
        processes.call("rebuild", "orders-queries", "orders");
        Eventually.eventually(
                Eventually.LIMIT,
                () -> processes.call("subscriptions", "--json"),
                listed -> listed.contains("\"name\":\"orders.0.orders-queries\",\"state\":\"idle\""));
        assertThat(actions(Service.ORDERS_QUERIES))
                .startsWith(
                        "rebuild done",
                        "resume done",
                        "resume done",
                        "stop rebuild done",
                        "rebuild done",
                        "pause done");
    }

    @Test
    void theWayOfAnOrderAndTheCompactionOfItsLogAreShown() {
        var user = shop.createUser("followed-" + UniqueNames.unique());
        var product = shop.createProduct("followed-" + UniqueNames.unique(), 100, 5);
        var order = shop.decided(shop.placeOrder(user, product, 1).id()).id();

        var way = Eventually.eventually( // why: the order is shown before products-commands has heard of its end
                Eventually.LIMIT,
                () -> processes.call("orders", String.valueOf(order)),
                shown -> shown.split("applied by products-commands", -1).length == 3);

        assertThat(way.lines().map(line -> line.replaceAll(" +", " ")))
                .satisfiesExactlyInAnyOrder( // why: relays do not wait for each other
                        line -> assertThat(line)
                                .isEqualTo("Order %d of user %d: completed".formatted(order, user.id())),
                        line -> assertThat(line).isEqualTo(" 1 × product %d, 100 each".formatted(product.id())),
                        line -> assertThat(line)
                                .matches(STEP.formatted("applied by products-commands - products-commands")),
                        line -> assertThat(line)
                                .matches(STEP.formatted("applied by products-commands - products-commands")),
                        line -> assertThat(line)
                                .matches(STEP.formatted("applied by orders-commands - orders-commands")),
                        line -> assertThat(line).matches(STEP.formatted("applied by orders-queries - orders-queries")),
                        line -> assertThat(line).matches(STEP.formatted("applied by orders-queries - orders-queries")),
                        line -> assertThat(line).startsWith("TIME SINCE WHAT VERSION SERVICE NUMBER"),
                        line -> assertThat(line).contains("Z - order.placed.v1 1 orders-commands "),
                        line -> assertThat(line).matches(STEP.formatted("numbered 1 orders-commands")),
                        line -> assertThat(line).matches(STEP.formatted("pushed to .* 1 orders-commands")),
                        line -> assertThat(line).matches(STEP.formatted("pushed to .* 1 orders-commands")),
                        line -> assertThat(line).matches(STEP.formatted("reservation.made.v1 1 products-commands")),
                        line -> assertThat(line).matches(STEP.formatted("numbered 1 products-commands")),
                        line -> assertThat(line)
                                .matches(STEP.formatted("pushed to orders-commands 1 products-commands")),
                        line -> assertThat(line).matches(STEP.formatted("order.completed.v1 2 orders-commands")),
                        line -> assertThat(line).matches(STEP.formatted("numbered 2 orders-commands")),
                        line -> assertThat(line).matches(STEP.formatted("pushed to .* 2 orders-commands")),
                        line -> assertThat(line).matches(STEP.formatted("pushed to .* 2 orders-commands")),
                        line -> assertThat(line).matches(STEP.formatted("shown 2 orders-queries")));
        assertThat(processes.call("orders", String.valueOf(order), "--json"))
                .startsWith("{\"orders-commands/order\":{\"particulars\":{\"user\":")
                .contains("\"applied\":[{\"subscription\":\"orders.0.orders-queries\",\"eventId\":");
        assertThat(processes.call("orders", "--stuck", "900")).endsWith(" undecided for longer than 900 s\n");
        assertThat(processes.call("compaction", "stop", "orders-commands"))
                .contains(
                        " PERCENT SECONDS ",
                        "\norders-commands ",
                        "stopped by %s since".formatted(processes.isSecured() ? "operator" : "-"));
        assertThat(processes.call("compaction", "start", "orders-commands", "--json"))
                .startsWith("{\"orders-commands\":{\"stream\":\"orders\",")
                .contains("\"percent\":", "\"secondsLeft\":", "\"stopped\":null");
    }

    @Test
    void deadLettersAreFoundRetriedAndDiscarded(Invariants invariants) {
        var database = invariants.asAdministrator(Service.USERS_QUERIES);
        database.execute(
                "ALTER TABLE user_view ADD CONSTRAINT refused CHECK (username NOT LIKE 'refused-%') NOT VALID");
        try {
            var users = Stream.generate(() -> shop.createUser("refused-" + UniqueNames.unique()))
                    .limit(3)
                    .toList();
            Eventually.eventually(
                    Eventually.LIMIT,
                    () -> processes.call("dead-letters", "--subscription", "users", "--error", "\"refused\""),
                    listed -> listed.contains("\n3 shown, 3 open\n") && listed.contains("user.created.v1"));
            var letters = shop.as(processes.token("operator"))
                    .get(operation(Service.USERS_QUERIES, "deadletters?type=user.created.v1&limit=2"))
                    .asJson()
                    .path("letters");
            assertThat(letters).hasSize(2);
            var first = letters.path(0);
            assertThat(first.path("subject").asString())
                    .isEqualTo("user/" + users.getFirst().id());
            assertThat(first.path("envelope").path("data").path("username").asString())
                    .isEqualTo(users.getFirst().username());
            assertThat(first.path("traceId").asString()).hasSize(32);

            var id = first.path("eventId").asString();
            assertThatThrownBy(() -> processes.call("dead-letters", "retry", id))
                    .hasMessageContaining("ended with 1")
                    .hasMessageContaining("users-queries: " + id + " failed again");
            assertThat(processes.call("dead-letters", "discard", id))
                    .isEqualTo("users-queries: " + id + " was discarded\n");
            assertThatThrownBy(() -> processes.call("dead-letters", "retry", "--all"))
                    .hasMessageContaining("users-queries: 0 of 2 applied, 0 not tried");
            database.execute("ALTER TABLE user_view DROP CONSTRAINT refused");
            assertThat(processes.call("dead-letters", "retry", "--type", "user.created.v1"))
                    .isEqualTo("users-queries: 2 of 2 applied, 0 not tried\n");

            assertThat(processes.call("dead-letters")).isEqualTo("0 shown, 0 open\n");
            assertThat(shop.user(users.getFirst().id())).isEmpty();
            assertThat(shop.user(users.getLast().id())).isPresent();
            assertThat(actions(Service.USERS_QUERIES))
                    .startsWith(
                            "replay 2 of 2 done, 0 failed, 0 left",
                            "replay 0 of 2 done, 2 failed, 0 left",
                            "discard done",
                            "replay failed again");
            shop.changeUser(users.getFirst().id(), Map.of("firstName", "Found")); // brings the user that was discarded
        } finally {
            database.execute("ALTER TABLE user_view DROP CONSTRAINT IF EXISTS refused");
        }
    }

    private List<String> actions(Service service) {
        var actions = shop.as(processes.token("operator"))
                .get(operation(service, "operatoractions"))
                .asJson()
                .path("actions");
        assertThat(actions.findValuesAsString("by")).containsOnly(processes.isSecured() ? "operator" : "-");
        return actions.valueStream()
                .map(action -> action.path("action").asString() + " "
                        + action.path("result").asString())
                .toList();
    }

    private static List<String> names(Answer subscriptions) {
        return subscriptions.asJson().findValuesAsString("name");
    }

    private static String operation(Service service, String path) {
        return "/ops/services/" + service.id() + "/" + path;
    }
}
