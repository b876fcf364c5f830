package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.systemtests.shop.Eventually.eventually;

import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uses what the gateway has for operators of the whole shop, while its processes are killed. */
@Drill
class OperatorQueuesIT {

    private static final int CLIENTS = 4;
    private static final int KILLS = Integer.getInteger("chasqui.queues.kills", 2);

    private final ShopProcesses processes;
    private final String queue = "drill-" + UniqueNames.unique().toLowerCase(Locale.ROOT);
    private Shop operator;

    OperatorQueuesIT(ShopProcesses processes) {
        this.processes = processes;
    }

    @BeforeEach
    void connect() {
        operator = Shop.at(processes.gateway()).as(processes.token("operator"));
    }

    @AfterEach
    void startEverythingAgain() {
        processes.restore();
        operator.close();
    }

    /** Every push and pop has a key, and is repeated until it is acknowledged. */
    @Test
    void everyAcknowledgedMessageIsPoppedOnceWhateverIsKilled() throws Exception {
        var pushed = new ConcurrentLinkedQueue<String>();
        var popped = new ConcurrentLinkedQueue<String>();
        var ending = new AtomicBoolean();
        try (var threads = Executors.newFixedThreadPool(2 * CLIENTS)) {
            var producers = IntStream.range(0, CLIENTS)
                    .<Future<?>>mapToObj(client -> threads.submit(() -> push("m" + client, pushed, ending)))
                    .toList();
            var consumers = IntStream.range(0, CLIENTS)
                    .<Future<?>>mapToObj(client -> threads.submit(() -> pop("t" + client, popped, ending)))
                    .toList();
            for (var kill = 0; kill < KILLS; kill++) {
                Thread.sleep(700); // why: the load must go on for a moment between two kills
                if (kill % 2 == 0) {
                    processes.killRedis();
                } else {
                    processes.kill(Service.values()[kill % Service.values().length]);
                }
                processes.restore();
            }
            ending.set(true);
            for (var worker :
                    Stream.concat(producers.stream(), consumers.stream()).toList()) {
                worker.get();
            }
        }
        for (var rest = taken("rest-0"); rest.isPresent(); rest = taken("rest-" + popped.size())) {
            popped.add(rest.get());
        }
        System.out.printf("Operator's queue: %d messages, %d kills%n", pushed.size(), KILLS);

        assertThat(pushed).hasSizeGreaterThan(100);
        assertThat(popped).containsExactlyInAnyOrderElementsOf(pushed);
        assertThat(operator.read("/ops/queues/" + queue + "/count")
                        .asJson()
                        .path("count")
                        .asInt())
                .isZero();
    }

    private void push(String client, ConcurrentLinkedQueue<String> pushed, AtomicBoolean ending) {
        for (var i = 0; !ending.get(); i++) {
            var message = client + "-" + i;
            acknowledged("push", message, "{\"message\":\"%s\"}".formatted(message));
            pushed.add(message);
            pause();
        }
    }

    /** After an empty answer the key stays the same: a request that was thought lost may yet take a message under it. */
    private void pop(String client, ConcurrentLinkedQueue<String> popped, AtomicBoolean ending) {
        for (var i = 0; !ending.get(); ) {
            var taken = taken(client + "-" + i);
            taken.ifPresent(popped::add);
            i += taken.isPresent() ? 1 : 0;
            pause();
        }
    }

    /** Why: the answers of all requests with keys must fit the memory that the queues may have. */
    private static void pause() {
        try {
            Thread.sleep(25);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<String> taken(String key) {
        return Optional.of(acknowledged("pop", key, "").asJson().path("message"))
                .filter(message -> !message.isNull())
                .map(message -> message.asString());
    }

    /** Repeats the request with its key until it is answered. */
    private Answer acknowledged(String what, String key, String body) {
        return eventually(
                        Eventually.LIMIT,
                        () -> attempt(what, key, body),
                        answer -> answer.filter(Answer::isAccepted).isPresent())
                .orElseThrow();
    }

    private Optional<Answer> attempt(String what, String key, String body) {
        try {
            var answer = operator.send(operator.request("/ops/queues/" + queue + "/" + what)
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", queue + what + key)
                    .POST(BodyPublishers.ofString(body))
                    .build());
            assertThat(answer.status()).as(answer.toString()).isIn(200, 201, 502, 503, 504);
            return Optional.of(answer);
        } catch (UncheckedIOException broken) {
            return Optional.empty();
        }
    }

    @Test
    void theHealthOfTheShopNamesWhatIsAway() {
        eventually(() -> assertThat(operator.get("/ops/health").status()).isEqualTo(200));
        var health = operator.get("/ops/health").asJson();
        assertThat(health.path("services")
                        .valueStream()
                        .map(service -> service.path("name").asString()))
                .containsExactly(Stream.of(Service.values()).map(Service::id).toArray(String[]::new));
        assertThat(health.path("services").valueStream()).allSatisfy(service -> {
            assertThat(service.path("status").asString()).isEqualTo("UP");
            assertThat(service.path("database").asString()).isEqualTo("UP");
            assertThat(service.path("redis").asString()).isEqualTo("UP");
            assertThat(service.path("version").asString()).isNotEmpty();
            assertThat(service.path("instance").asString()).isNotEmpty();
        });

        processes.kill(Service.ORDERS_QUERIES);
        processes.killRedis();
        var broken = operator.get("/ops/health");
        assertThat(broken.status()).isEqualTo(503);
        assertThat(broken.asJson().path("redis").asString()).isEqualTo("DOWN");
        assertThat(broken.asJson().path("unanswered").propertyNames()).containsExactly("orders-queries");
    }

    @Test
    void aFrozenServiceDelaysNobodyForLong() {
        processes.freeze(Service.USERS_QUERIES);
        try {
            for (var i = 0; i < 3; i++) { // whichever the gateway asks first
                var answer = operator.get("/ops/health");
                assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
                assertThat(answer.asJson().path("unanswered").propertyNames()).containsExactly("users-queries");
            }
        } finally {
            processes.resume(Service.USERS_QUERIES);
        }
    }

    @Test
    void theLogsOfAllServicesLeadFromATraceToItsLines() {
        var shop = processes.shop();
        var answer = shop.tryToCreateUser("logged-" + UniqueNames.unique());
        var trace = answer.header("X-Request-Id").orElseThrow();

        eventually(() -> {
            var logs = operator.read("/ops/logs?trace=" + trace).asJson();
            assertThat(logs.path("unanswered").isEmpty()).isTrue();
            assertThat(logs.path("lines")
                            .valueStream()
                            .map(line -> line.path("service").asString()))
                    .contains("users-commands", "users-queries", "orders-commands", "orders-queries");
        });
        var all = operator.read("/ops/logs?limit=1000").body();
        Stream.of(operator, shop)
                .flatMap(caller -> caller.token().stream())
                .forEach(token -> assertThat(all).doesNotContain(token.substring(token.lastIndexOf('.'))));
        shop.close();
    }

    @Test
    void theListsOfAllSubscriptionsAreCounted() {
        eventually(() -> {
            var queues = operator.read("/ops/queues").asJson();
            assertThat(queues.path("unanswered").isEmpty()).isTrue();
            assertThat(queues.path("queues")
                            .valueStream()
                            .filter(listed -> listed.path("kind").asString().equals("subscription"))
                            .map(listed -> listed.path("name").asString()))
                    .hasSize(8)
                    .contains("orders.0.products-commands");
        });
        assertThat(operator.get("/ops/queues/orders.0.products-commands/count")
                        .asJson()
                        .path("count")
                        .isNumber())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ops/queues", "/ops/queues/a/count", "/ops/queues/a/messages", "/ops/logs", "/ops/health"})
    void onlyOperatorsAreAnswered(String path) {
        assertThat(operator.get(path).status()).isEqualTo(200);
        if (processes.isSecured()) {
            assertThat(operator.as(Optional.empty()).get(path).status()).isEqualTo(401);
            assertThat(operator.as(processes.token("customer:1")).get(path).status())
                    .isEqualTo(403);
            assertThat(operator.as(processes.token("admin")).get(path).status()).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"push", "pop"})
    void onlyOperatorsPushAndPop(String what) {
        Assumptions.assumeTrue(processes.isSecured(), "an open shop asks nobody");
        var path = "/ops/queues/" + queue + "/" + what;
        var body = what.equals("push") ? Map.of("message", "theirs") : null;
        operator.command("POST", "/ops/queues/" + queue + "/push", Map.of("message", "ours"));

        assertThat(operator.as(Optional.empty()).command("POST", path, body).status())
                .isEqualTo(401);
        assertThat(operator.as(processes.token("admin"))
                        .command("POST", path, body)
                        .status())
                .isEqualTo(403);

        assertThat(operator.get("/ops/queues/" + queue + "/messages").asJson().path("messages"))
                .singleElement()
                .satisfies(left -> assertThat(left.toString()).contains("ours"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ops",
                "/ops/",
                "/ops/queues/",
                "/ops/queues/a",
                "/ops/queues/a/pop/b",
                "/ops/queues/a/b",
                "/ops/queues/../logs/../../actuator/health",
                "/ops/logs/",
                "/ops/health/db",
                "/ops/env",
            })
    void thereIsNothingElse(String path) {
        var answer = operator.get(path);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
    }

    @Test
    void aNameThatIsNoneIsNamed() {
        var answer = operator.get("/ops/queues/My_Letters/count");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.problem()).contains("validation-failed");
    }

    /** By the template of the path, so that names of queues make no new series. */
    @Test
    void requestsAreCountedAndTimedByCall() {
        for (var i = 0; i < Service.values().length; i++) {
            operator.command("POST", "/ops/queues/" + queue + "/pop", null);
        }
        assertThat(Stream.of(Service.values())
                        .flatMap(new Actuator(processes)::metrics)
                        .filter(line -> line.contains("/ops/queues")))
                .anyMatch(line -> line.startsWith("http_server_requests_seconds_count")
                        && line.contains("uri=\"/ops/queues/{name}/pop\""))
                .anyMatch(line -> line.startsWith("http_server_requests_seconds_bucket"))
                .noneMatch(line -> line.contains(queue));
    }
}
