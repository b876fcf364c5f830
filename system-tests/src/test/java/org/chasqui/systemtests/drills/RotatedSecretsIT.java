package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.KillArgs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.chasqui.systemtests.invariants.Database;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.invariants.RedisProbe;
import org.chasqui.systemtests.load.Load;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Shop;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Renews all secrets of a secured shop while customers use it with a token of the first key. Its services make new connections all the time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RotatedSecretsIT {

    private static final Map<String, String> SETTINGS = Map.of(
            "CHASQUI_SECURITY", "on",
            "SPRING_DATASOURCE_HIKARI_MAX_LIFETIME", "30000",
            "SPRING_DATASOURCE_HIKARI_IDLE_TIMEOUT", "10000");
    private static final int ROTATIONS = 2;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final ShopProcesses processes = ShopProcesses.start(Path.of("target", "rotated-shop"), SETTINGS);
    private Shop shop = processes.shop();

    @AfterAll
    void close() {
        shop.close();
        processes.close();
    }

    @Test
    @Order(1)
    void noRequestFailsWhileSecretsAreRenewedAndTheOldOnesAreRefused() throws IOException {
        var old = secrets();
        try (var load = Load.on(shop)) {
            load.runFor(Duration.ofSeconds(1));
            for (var i = 0; i < ROTATIONS; i++) {
                processes.rotateSecrets();
                load.runFor(Duration.ofSeconds(11)); // past the idle connections
            }
            assertThat(load.stop().outcomes())
                    .containsKey("order 201")
                    .allSatisfy((outcome, count) -> assertThat(outcome).doesNotMatch("no answer|.* 5\\d\\d.*"));
        }

        assertThat(secrets().keySet()).isEqualTo(old.keySet());
        assertThat(secrets().values()).doesNotContainAnyElementsOf(old.values());
        assertThatTheOldOnesAreRefused(old);
        assertThat(Files.readString(processes.home().resolve("keys/jwks.json")).split("\"kid\"", -1))
                .as("the keys of tokens that may not have ended, and the new one")
                .hasSize(1 + ROTATIONS + 1);
    }

    @Test
    @Order(2)
    void newConnectionsTakeTheNewPasswords() {
        processes.rotateSecrets();

        try (var audit = Invariants.of(processes)) {
            audit.asAdministrator(Service.USERS_QUERIES)
                    .rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE '%s'"
                            .formatted("%\\_%"));
            audit.redis().ask(redis -> redis.clientKill(KillArgs.Builder.skipme()));
            // why: for half a second a pool trusts a connection that was in use
            Awaitility.await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
            assertThatTheShopWorks(audit);
        }
    }

    @Test
    @Order(3)
    void tokensCanBeRevoked() {
        var before = processes.shop();
        assertThat(before.get("/api-queries/users").status()).isEqualTo(200);

        processes.rotateSecrets("--revoke-tokens");

        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(before.get("/api-queries/users").status()).isEqualTo(401));
        shop = processes.shop();
        assertThat(shop.get("/api-queries/users").status()).isEqualTo(200);
    }

    @Test
    @Order(4)
    void aRotationThatWasInterruptedIsFinishedByTheNextStart() throws IOException {
        processes.killRedis();
        processes.crashPostgres();
        var secrets = processes.home().resolve("secrets");
        Files.copy(secrets, processes.home().resolve("secrets.previous"));
        Files.writeString(secrets, Files.readString(secrets).replaceAll("=....", "=0000"));

        processes.up();

        assertThat(processes.home().resolve("secrets.previous")).doesNotExist();
        processes.restart(Service.ORDERS_COMMANDS);
        try (var audit = Invariants.of(processes)) {
            assertThatTheShopWorks(audit);
        }
    }

    private void assertThatTheShopWorks(Invariants audit) {
        try (var load = Load.on(shop)) {
            load.runFor(Duration.ofSeconds(3));
            assertThat(load.stop().outcomes()).containsKey("order 201");
        }
        audit.awaitSettled(LIMIT);
        assertThat(audit.violations()).isEmpty();
    }

    private void assertThatTheOldOnesAreRefused(Map<String, String> old) {
        old.forEach((name, password) -> {
            if (name.startsWith("redis_")) {
                var user = name.substring("redis_".length()).replace('_', '-');
                try (var probe =
                        new RedisProbe("redis://%s:%s@127.0.0.1:%d".formatted(user, password, processes.redisPort()))) {
                    assertThatThrownBy(() -> probe.ask(redis -> redis.ping()))
                            .as(user)
                            .isInstanceOf(RuntimeException.class);
                }
            } else {
                var database = databaseOf(name);
                assertThatThrownBy(() -> new Database(processes.databaseUrl(database), name, password).connect())
                        .as(name)
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
            }
        });
    }

    private static Service databaseOf(String role) {
        return Arrays.stream(Service.values())
                .filter(service -> role.equals(service.database()) || role.equals(service.owner()))
                .findFirst()
                .orElse(Service.USERS_COMMANDS);
    }

    private Map<String, String> secrets() throws IOException {
        return Files.readAllLines(processes.home().resolve("secrets")).stream()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(line -> line[0], line -> line[1], (one, other) -> other, LinkedHashMap::new));
    }
}
