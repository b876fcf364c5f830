package org.chasqui.systemtests.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Checks a watched shop in a directory whose name contains every permitted special character. Why in order: the second test ends the watch
 * of the first.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WatchIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final ChasquiScript script = ChasquiScript.in(Path.of("target", "a watched shop's (own) home +@~=_-."));
    private final ChasquiScript.Call watch = script.begin("up", "--no-build", "--watch", "--with", "traces");
    private Optional<String> administrator = Optional.empty();
    private long last;

    @AfterAll
    void removeEverything() {
        assertThat(script.call("down", "--wipe").exit()).isZero();
        assertThat(script.home()).doesNotExist();
    }

    @Test
    @Order(1)
    void restartsProcessesThatEndButNotThoseThatWereStopped() throws Exception {
        watch.awaitOutput("  traces    " + zipkin("/zipkin/"));
        watch.awaitOutput("Watching: ");
        administrator = Optional.of(script.call("token", "admin").output().strip());
        anOrderIsTraced();
        theFrontDoorKnowsWhereMetricsAndTracesAre();

        for (var name : List.of("orders-commands", "redis", "postgres", "gateway", "zipkin")) {
            script.kill(name);
            watch.awaitOutput(name + " has ended and is started again.");
            watch.awaitOutput(name + " is ready again");
            anOrderIsDecided();
        }
        anOrderIsTraced(); // by a Zipkin that has forgotten the first one
        assertThat(script.call("status").output()).contains("zipkin");

        last = script.kill("users-queries");
        assertThat(script.call("stop", "products-queries").exit()).isZero();
        for (var pause : List.of("1 s", "2 s")) {
            killTheNext("users-queries");
            watch.awaitOutput("users-queries has ended again and is started in " + pause);
        }
        watch.awaitOutput("users-queries is ready again");
        assertThat(script.names()).contains("users-queries").doesNotContain("products-queries");
        assertThat(watch.output()).doesNotContain("products-queries has ended");

        var second = script.call("up", "--no-build", "--watch");
        assertThat(second.output())
                .contains("watches %s already.".formatted(script.home().toRealPath()));
        assertThat(second.exit()).isEqualTo(8);
    }

    @Test
    @Order(2)
    void anInterruptStopsEverything() throws Exception {
        watch.awaitOutput("Watching: ");
        var postgres = ProcessHandle.of(script.pid("postgres")).orElseThrow();

        watch.interrupt();

        assertThat(watch.exit()).isEqualTo(130);
        assertThat(script.names()).isEmpty();
        // why not at once: its parent, by which the watch had started it again, is gone, and so it is there until init
        // has seen its end
        assertThat(postgres.onExit()).succeedsWithin(LIMIT);
        assertThat(Files.exists(script.home().resolve("data"))).isTrue();
    }

    /** Kills a process that is not the one that was killed last. */
    private void killTheNext(String name) {
        Eventually.eventually(LIMIT, () -> script.pid(name), pid -> pid != last);
        last = script.kill(name);
    }

    private URI zipkin(String path) {
        return URI.create("http://localhost:" + (script.portBase() + 411) + path);
    }

    private void theFrontDoorKnowsWhereMetricsAndTracesAre() {
        try (var shop = Shop.at(script.gateway())) {
            var places = shop.get("/assets/places.json").asJson();
            assertThat(places.path("traces").asString()).isEqualTo("Traces=" + zipkin("/zipkin/"));
            assertThat(places.path("metrics").asString().split(" "))
                    .hasSize(Service.values().length)
                    .startsWith(
                            "users-commands=http://localhost:%d/actuator/prometheus".formatted(script.portBase() + 81));
        }
    }

    private void anOrderIsTraced() {
        anOrderIsDecided();
        var services = EnumSet.allOf(Service.class).stream().map(Service::id).toList();
        try (var zipkin = Shop.at(zipkin(""))) {
            Eventually.eventually(
                    LIMIT,
                    () -> assertThat(zipkin.get("/api/v2/services").asListOf(String.class))
                            .containsAll(services));
        }
    }

    private void anOrderIsDecided() {
        try (var shop = Shop.at(script.gateway()).as(administrator)) {
            Eventually.eventually(LIMIT, () -> {
                var user = shop.createUser("ana-" + UniqueNames.unique());
                var product = shop.createProduct("Camera " + UniqueNames.unique(), 12_500, 10);
                var order = shop.placeOrder(user, product, 1);
                assertThat(shop.decided(order.id()).state()).isEqualTo("completed");
            });
        }
    }
}
