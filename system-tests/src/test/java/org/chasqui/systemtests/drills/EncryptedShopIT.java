package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chasqui.systemtests.drills.AuditAssertions.assertNothingIsLost;
import static org.chasqui.systemtests.shop.Eventually.eventually;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import org.chasqui.systemtests.Chromium;
import org.chasqui.systemtests.invariants.Database;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.load.Load;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.testing.RawHttp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks a shop with TLS: who refuses whom, and that certificates are renewed while it runs. */
class EncryptedShopIT {

    private static final Map<String, String> SETTINGS = Map.of(
            "CHASQUI_TLS", "on",
            "GATEWAY_HSTS", "max-age=60",
            "SPRING_SSL_BUNDLE_WATCH_FILE_QUIET_PERIOD", "200ms");

    private static ShopProcesses processes;
    private static Shop shop;
    private static Invariants invariants;

    @BeforeAll
    static void open() {
        processes = ShopProcesses.start(Path.of("target", "encrypted-shop"), SETTINGS);
        shop = processes.shop();
        invariants = Invariants.of(processes);
    }

    @AfterAll
    static void close() {
        if (processes != null) {
            invariants.close();
            shop.close();
            processes.close();
        }
    }

    @Test
    void takesAndShowsAnOrder() {
        var user = shop.createUser("tls-user");
        var product = shop.createProduct("Encrypted poncho", 100, 5);

        var order = shop.decided(shop.placeOrder(user, product, 1).id());

        assertThat(order.state()).isEqualTo("completed");
        assertThat(shop.get("/api-queries/products").header("Strict-Transport-Security"))
                .contains("max-age=60");
    }

    @Test
    void showsOperatorsTheConsole() {
        try (var browser = Chromium.at(shop)) {
            browser.open("/console/", 1280, "light");

            browser.waitFor("[data-key='orders.0.orders-queries']", "in the list");
        }
    }

    @Test
    void redirectsReadsToHttpsAndRefusesTheRest() throws IOException {
        assertThat(answerWithoutTls("GET /api-queries/users?limit=1", ""))
                .startsWith("HTTP/1.1 308 ")
                .contains("\r\nLocation: https://localhost:%d/api-queries/users?limit=1\r\n"
                        .formatted(processes.gateway().getPort()));
        assertThat(answerWithoutTls("POST /api-commands/users", ""))
                .startsWith("HTTP/1.1 426 ")
                .contains("\r\nUpgrade: TLS/1.2, HTTP/1.1\r\n", "urn:chasqui:problem:https-required");
        assertThat(answerWithoutTls("GET /api-queries/users", "Authorization: Bearer secret\r\n"))
                .startsWith("HTTP/1.1 426 ");
        assertThat(answerWithoutTls("GET http://evil.example/api-queries/users", ""))
                .startsWith("HTTP/1.1 421 ");
        assertThat(RawHttp.exchange(processes.gateway(), "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("urn:chasqui:problem:malformed-request");
    }

    private static String answerWithoutTls(String line, String headers) throws IOException {
        var http = URI.create("http://127.0.0.1:" + processes.gatewayPort());
        return RawHttp.exchange(
                http, line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n");
    }

    @ParameterizedTest
    @CsvSource({"gateway", "orders-queries", "redis", "postgres"})
    void everyServerSpeaksTls12And13AndNothingOlder(String server) {
        assertThat(handshake(server, "-tls1_2").exit()).isZero();
        assertThat(handshake(server, "-tls1_3").exit()).isZero();
        var refused = handshake(server, "-tls1_1");
        assertThat(refused.exit()).isNotZero();
        assertThat(refused.output()).contains("alert protocol version");
    }

    private static Programs.Result handshake(String server, String version) {
        var command = new ArrayList<>(List.of("openssl", "s_client", version, "-cipher", "ALL:@SECLEVEL=0"));
        command.addAll(List.of("-connect", "127.0.0.1:" + port(server)));
        if (server.equals("postgres")) {
            command.addAll(List.of("-starttls", "postgres"));
        }
        return Programs.tryToRun(command, Map.of());
    }

    private static int port(String server) {
        return switch (server) {
            case "gateway" -> processes.gateway().getPort();
            case "redis" -> processes.redisPort();
            case "postgres" -> processes.postgresPort();
            default -> processes.port(Service.ORDERS_QUERIES);
        };
    }

    @Test
    void refusesConnectionsWithoutTls() {
        var orders = invariants.of(Service.ORDERS_QUERIES);
        var open = new Database(
                orders.url().replaceFirst("\\?.*", "?sslmode=disable"), orders.username(), orders.password());
        assertThatThrownBy(open::connect)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28000"));

        var answer = Programs.tryToRun(
                List.of("redis-cli", "-h", "127.0.0.1", "-p", Integer.toString(processes.redisPort()), "PING"),
                Map.of());
        assertThat(answer.output()).doesNotContain("PONG");
    }

    @ParameterizedTest
    @EnumSource
    void clientsRefuseAGatewayWithAWrongCertificate(WrongCertificate wrong) throws Exception {
        var right = wrong.instead(processes, "gateway");
        try {
            assertThatThrownBy(EncryptedShopIT::readOverANewConnection)
                    .cause()
                    .isInstanceOf(SSLHandshakeException.class);
        } finally {
            right.restore();
        }
        assertThat(readOverANewConnection()).isEqualTo(200);
    }

    private static int readOverANewConnection() throws NoSuchAlgorithmException {
        var sessions = SSLContext.getDefault().getClientSessionContext();
        Collections.list(sessions.getIds()).stream()
                .map(sessions::getSession)
                .filter(Objects::nonNull) // it may have ended meanwhile
                .forEach(SSLSession::invalidate);
        try (var client = processes.shop()) {
            return client.get("/api-queries/orders").status();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theGatewayRefusesAServiceWithAWrongCertificate(WrongCertificate wrong) {
        var right = wrong.instead(processes, "orders-queries");
        try {
            eventually(() ->
                    assertThat(handshake("orders-queries", "-tls1_3").output()).contains("CN = wrong"));
            processes.reload("gateway"); // its open connections would go on
            eventually(
                    () -> assertThat(shop.get("/api-queries/orders").problem()).contains("bad-gateway"));
        } finally {
            right.restore();
        }
        eventually(() -> assertThat(shop.get("/api-queries/orders").status()).isEqualTo(200));
    }

    @ParameterizedTest
    @EnumSource
    void servicesRefuseARedisWithAWrongCertificate(WrongCertificate wrong) {
        var user = shop.createUser("redis-" + wrong);
        var product = shop.createProduct("Redis " + wrong, 100, 5);
        shop.decided(shop.placeOrder(user, product, 1).id());
        var right = wrong.instead(processes, "redis");
        long order;
        try {
            useCertificateOfRedis();
            assertThat(redis("CLIENT", "KILL", "TYPE", "normal")).isNotEqualTo("0");
            order = shop.placeOrder(user, product, 1).id();
            for (int i = 0; i < 10; i++) {
                assertThat(redis("CLIENT", "LIST")).doesNotContain("-commands", "-queries");
            }
            assertThat(shop.order(order)).as("no event passes").isEmpty();
        } finally {
            right.restore();
            useCertificateOfRedis();
        }
        assertThat(shop.decided(order).state()).isEqualTo("completed");
    }

    private static void useCertificateOfRedis() {
        var files = processes.home().resolve("tls");
        redis("CONFIG", "SET", "tls-cert-file", files + "/redis.pem", "tls-key-file", files + "/redis.key");
    }

    /** Asks Redis, whatever certificate it shows. */
    private static String redis(String... command) {
        var all = new ArrayList<>(List.of("redis-cli", "--tls", "--insecure", "-h", "127.0.0.1", "--no-auth-warning"));
        all.addAll(List.of("-p", Integer.toString(processes.redisPort()), "--user", "admin"));
        all.addAll(List.of(command));
        return Programs.tryToRun(all, Map.of("REDISCLI_AUTH", processes.redisPassword()))
                .output()
                .strip();
    }

    @ParameterizedTest
    @EnumSource
    void servicesRefuseAPostgresqlWithAWrongCertificate(WrongCertificate wrong) throws SQLException {
        var right = wrong.instead(processes, "postgres");
        try (var before = invariants.asAdministrator(Service.ORDERS_QUERIES).connect();
                var statement = before.createStatement()) {
            processes.reload("postgres");
            eventually(() -> assertThatThrownBy(invariants.of(Service.ORDERS_QUERIES)::connect)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08006")));
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE pid <> pg_backend_pid() AND datname = 'orders_queries'");
            eventually(
                    () -> assertThat(shop.get("/api-queries/orders").status()).isEqualTo(503));
        } finally {
            right.restore();
            processes.reload("postgres");
        }
        eventually(() -> assertThat(shop.get("/api-queries/orders").status()).isEqualTo(200));
    }

    @Test
    void newCertificatesUnderLoadRefuseNoRequest() throws IOException {
        var tls = processes.home().resolve("tls");
        var before = Files.readString(tls.resolve("redis.pem"));
        try (var load = Load.on(shop)) {
            load.runFor(Duration.ofSeconds(1));
            processes.renewCertificates();
            load.runFor(Duration.ofSeconds(2));
            var journal = load.stop();

            assertThat(Files.readString(tls.resolve("redis.pem"))).isNotEqualTo(before);
            assertThat(journal.outcomes().keySet()).noneMatch(outcome -> outcome.matches(".* 5.*|no answer"));
            assertNothingIsLost(shop, invariants, journal);
        }
    }
}
