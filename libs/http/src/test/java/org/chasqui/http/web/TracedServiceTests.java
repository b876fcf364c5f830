package org.chasqui.http.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A service that has a place to export traces to. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "management.endpoint.health.validate-group-membership=false",
            "management.tracing.sampling.probability=1"
        })
class TracedServiceTests {

    private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";

    /** Bodies of what was exported, in hexadecimal digits. */
    private static final List<String> exported = new CopyOnWriteArrayList<>();

    private static final List<String> sentToZipkin = new CopyOnWriteArrayList<>();

    private static final HttpServer backend = backend();

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void endpoint(DynamicPropertyRegistry properties) {
        properties.add(
                "management.opentelemetry.tracing.export.otlp.endpoint",
                () -> "http://127.0.0.1:%d/v1/traces"
                        .formatted(backend.getAddress().getPort()));
        properties.add(
                "management.tracing.export.zipkin.endpoint",
                () -> "http://127.0.0.1:%d/api/v2/spans"
                        .formatted(backend.getAddress().getPort()));
    }

    @AfterAll
    static void stop() {
        backend.stop(0);
    }

    @Test
    void theTraceOfARequestHasTheIdOfTheRequest(@Autowired SdkTracerProvider traces) throws Exception {
        request("X-Request-Id", ID);

        afterFlush(
                traces,
                () -> assertThat(exported).anySatisfy(spans -> assertThat(spans).contains(ID)));
    }

    @Test
    void zipkinGetsTheTraceAsWell(@Autowired SdkTracerProvider traces) throws Exception {
        request("X-Request-Id", ID);

        afterFlush(
                traces,
                () -> assertThat(sentToZipkin)
                        .anySatisfy(spans -> assertThat(spans).contains("\"traceId\":\"" + ID + "\",\"id\":\"")));
    }

    @Test
    void aTraceThatTheCallerSamplesIsContinued(@Autowired SdkTracerProvider traces) throws Exception {
        request("traceparent", "00-" + ID.replace("4bf9", "5555") + "-00f067aa0ba902b7-01");

        afterFlush(
                traces,
                () -> assertThat(exported)
                        .anySatisfy(spans -> assertThat(spans)
                                .contains(ID.replace("4bf9", "5555"))
                                .contains("00f067aa0ba902b7")));
    }

    @Test
    void aTraceThatTheCallerDoesNotSampleIsNotExported(@Autowired SdkTracerProvider traces) throws Exception {
        request("traceparent", "00-" + ID.replace("4bf9", "6666") + "-00f067aa0ba902b7-00");

        flush(traces);
        assertThat(exported).allSatisfy(spans -> assertThat(spans).doesNotContain(ID.replace("4bf9", "6666")));
    }

    @Test
    void aMetricLeadsToATrace() throws Exception {
        request("X-Request-Id", ID);

        var exemplars = get("/actuator/prometheus", "Accept", "application/openmetrics-text; version=1.0.0")
                .lines()
                .filter(line -> line.contains("trace_id=\""));
        // why only these: Prometheus refuses an answer with others
        assertThat(exemplars)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).containsPattern("^\\w+_(bucket|total)\\{"));
    }

    private void request(String header, String value) throws Exception {
        get("/actuator/health/liveness", header, value);
    }

    private String get(String path, String header, String value) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .header(header, value)
                    .build();
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        }
    }

    /** Why again and again: a span ends after its answer was sent. */
    private static void afterFlush(SdkTracerProvider traces, ThrowingRunnable assertion) {
        await().untilAsserted(() -> {
            flush(traces);
            assertion.run();
        });
    }

    private static void flush(SdkTracerProvider traces) {
        assertThat(traces.forceFlush().join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
    }

    private static HttpServer backend() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext(
                    "/v1/traces", exchange -> exported.add(HexFormat.of().formatHex(taken(exchange))));
            server.createContext("/api/v2/spans", exchange -> sentToZipkin.add(new String(taken(exchange), UTF_8)));
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] taken(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(202, -1);
            return body;
        }
    }
}
