package org.chasqui.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.reactive.function.client.WebClient;

/** What anybody on the machine sees through Spring Boot Admin, in front of a service that would answer everything. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class AdminTests {

    private record Asked(String path, String authorization) {}

    private record Answer(HttpStatusCode status, String body) {}

    private static final Queue<Asked> asked = new ConcurrentLinkedQueue<>();

    private static HttpServer service;

    @TempDir
    private static Path directory;

    private final WebClient client;

    AdminTests(@Value("${local.server.port}") int port) {
        client = WebClient.create("http://localhost:" + port);
    }

    @BeforeAll
    static void startService() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            var authorization =
                    Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst(HttpHeaders.AUTHORIZATION), "");
            asked.add(new Asked(exchange.getRequestURI().getPath(), authorization));
            var isIndex = exchange.getRequestURI().getPath().equals("/actuator");
            var body = (isIndex ? index() : "{\"status\":\"UP\"}").getBytes(UTF_8);
            exchange.getResponseHeaders().add(HttpHeaders.CONTENT_TYPE, "application/vnd.spring-boot.actuator.v3+json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        service.start();
        Files.writeString(directory.resolve("operator"), "first\n");
    }

    /** Names endpoints as a service does that shows all it has. */
    private static String index() {
        var links = Stream.of("health", "info", "metrics", "env", "heapdump", "deadletters")
                .map(name -> "\"%s\":{\"href\":\"http://127.0.0.1:%d/actuator/%s\",\"templated\":false}"
                        .formatted(name, service.getAddress().getPort(), name));
        return "{\"_links\":{" + links.collect(Collectors.joining(",")) + "}}";
    }

    @AfterAll
    static void stopService() {
        service.stop(0);
    }

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add(
                "chasqui.operations.services",
                () -> "orders-queries=127.0.0.1:" + service.getAddress().getPort());
        registry.add(
                "chasqui.operator-token", () -> directory.resolve("operator").toString());
    }

    @BeforeEach
    void forget() {
        asked.clear();
    }

    private Answer ask(HttpMethod method, String path, String host) {
        return Objects.requireNonNull(client.method(method)
                .uri(path)
                .header(HttpHeaders.HOST, host)
                .accept(MediaType.APPLICATION_JSON)
                .exchangeToMono(answer -> answer.bodyToMono(String.class)
                        .defaultIfEmpty("")
                        .map(body -> new Answer(answer.statusCode(), body)))
                .block());
    }

    private Answer get(String path) {
        return ask(HttpMethod.GET, path, "localhost:8082");
    }

    /** The id of the service's instance, once its endpoints are known. */
    private String instance() throws InterruptedException {
        var end = Instant.now().plusSeconds(20);
        while (!get("/instances").body().contains("/actuator/heapdump")) {
            assertThat(Instant.now()).as("endpoints are known before").isBefore(end);
            Thread.sleep(50);
        }
        var found = Pattern.compile("\"id\":\"([0-9a-f]{12})\"")
                .matcher(get("/instances").body());
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    @Test
    void theServicesThatTheSettingNamesAreThere() {
        assertThat(get("/applications").body()).contains("\"orders-queries\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"health", "info", "metrics", "metrics/jvm.memory.used", "health/readiness"})
    void healthFactsAndMetricsAreShown(String path) throws InterruptedException {
        var answer = get("/instances/" + instance() + "/actuator/" + path);

        assertThat(answer.status()).isEqualTo(HttpStatus.OK);
        assertThat(answer.body()).contains("UP");
    }

    @Test
    void theOperatorsTokenIsReadAgainForEachRequest() throws IOException, InterruptedException {
        var path = "/instances/" + instance() + "/actuator/metrics";
        get(path);
        Files.writeString(directory.resolve("operator"), "second\n");
        get(path);

        assertThat(asked)
                .filteredOn(request -> request.path().equals("/actuator/metrics"))
                .extracting(Asked::authorization)
                .containsExactly("Bearer first", "Bearer second");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/instances/ID/actuator",
                "/instances/ID/actuator/env",
                "/instances/ID/actuator/heapdump",
                "/instances/ID/actuator/deadletters",
                "/instances/ID/actuator/health/../env",
                "/instances/ID/actuator/health/..;/env",
                "/instances/ID/actuator/health/%2e%2e/env",
                "/instances/ID/actuator;a=b/env",
                "/instances/ID/%61ctuator/env",
                "/applications/orders-queries/actuator/env"
            })
    void nothingElseOfAServiceIsShown(String path) throws InterruptedException {
        var answer = get(path.replace("ID", instance()));

        assertThat(answer.status()).isEqualTo(HttpStatus.FORBIDDEN);
        assertThat(asked).extracting(Asked::path).doesNotContain("/actuator/env", "/actuator/heapdump");
    }

    @Test
    void nothingIsChanged() throws InterruptedException {
        var path = "/instances/" + instance();
        for (var method : List.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE, HttpMethod.PATCH)) {
            assertThat(ask(method, path, "localhost:8082").status()).isEqualTo(HttpStatus.FORBIDDEN);
            assertThat(ask(method, path + "/actuator/health", "localhost:8082").status())
                    .isEqualTo(HttpStatus.FORBIDDEN);
        }
        assertThat(ask(HttpMethod.POST, "/instances", "localhost:8082").status())
                .isEqualTo(HttpStatus.FORBIDDEN);
        assertThat(get("/applications").body()).contains("\"orders-queries\"");
    }

    @Test
    void aPageElsewhereCannotLeadItsOwnNameHere() {
        assertThat(ask(HttpMethod.GET, "/applications", "evil.example:8082").status())
                .isEqualTo(HttpStatus.FORBIDDEN);
        assertThat(ask(HttpMethod.GET, "/applications", "127.0.0.1:8082").status())
                .isEqualTo(HttpStatus.OK);
    }
}
