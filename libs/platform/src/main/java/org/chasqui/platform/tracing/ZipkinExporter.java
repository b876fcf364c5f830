package org.chasqui.platform.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends spans to Zipkin's server, which takes no OTLP, in <a href="https://zipkin.io/zipkin-api/#/default/post_spans">its own format</a>.
 *
 * <p>Zipkin knows no links. So a span with links is sent once for each trace that it is linked to, as a child there: the trace of an event
 * then has the batch in which it was applied.
 */
final class ZipkinExporter implements SpanExporter {

    /** In one request. Why: a batch is sent once for each trace of its events, and there may be a hundred. */
    private static final int MAX_SPANS = 1_000;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();
    private final URI endpoint;

    ZipkinExporter(URI endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        var isTaken = spans.stream()
                .flatMap(ZipkinExporter::translated)
                .gather(Gatherers.windowFixed(MAX_SPANS))
                .allMatch(this::send);
        return isTaken ? CompletableResultCode.ofSuccess() : CompletableResultCode.ofFailure();
    }

    private boolean send(List<Map<String, Object>> spans) {
        var request = HttpRequest.newBuilder(endpoint)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(json.writeValueAsBytes(spans)))
                .build();
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode() / 100 == 2;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
        client.shutdownNow();
        return CompletableResultCode.ofSuccess();
    }

    static Stream<Map<String, Object>> translated(SpanData span) {
        var parents = new LinkedHashMap<String, SpanContext>();
        for (var link : span.getLinks()) {
            parents.putIfAbsent(link.getSpanContext().getTraceId(), link.getSpanContext());
        }
        if (parents.isEmpty()) {
            parents.put(span.getTraceId(), span.getParentSpanContext());
        }
        return parents.entrySet().stream().map(parent -> translated(span, parent.getKey(), parent.getValue()));
    }

    private static Map<String, Object> translated(SpanData span, String trace, SpanContext parent) {
        var begin = span.getStartEpochNanos() / 1000;
        var translated = new LinkedHashMap<String, Object>();
        translated.put("traceId", trace);
        translated.put("id", span.getSpanId());
        if (parent.isValid()) {
            translated.put("parentId", parent.getSpanId());
        }
        if (span.getKind() != SpanKind.INTERNAL) {
            translated.put("kind", span.getKind().name());
        }
        translated.put("name", span.getName());
        translated.put("timestamp", begin);
        translated.put("duration", Math.max(1, span.getEndEpochNanos() / 1000 - begin));
        translated.put("localEndpoint", Map.of("serviceName", serviceOf(span)));
        translated.put("tags", tagsOf(span));
        translated.put(
                "annotations",
                span.getEvents().stream()
                        .map(event -> Map.of("timestamp", event.getEpochNanos() / 1000, "value", event.getName()))
                        .toList());
        return translated;
    }

    private static String serviceOf(SpanData span) {
        var name = span.getResource().getAttribute(AttributeKey.stringKey("service.name"));
        return name == null ? "" : name;
    }

    private static Map<String, String> tagsOf(SpanData span) {
        var tags = new LinkedHashMap<String, String>();
        span.getAttributes().forEach((key, value) -> tags.put(key.getKey(), value.toString()));
        for (var event : span.getEvents()) { // such as an exception; Zipkin's annotations are only texts
            event.getAttributes().forEach((key, value) -> tags.putIfAbsent(key.getKey(), value.toString()));
        }
        if (span.getStatus().getStatusCode() == StatusCode.ERROR) {
            tags.putIfAbsent("error", span.getStatus().getDescription()); // Zipkin colours spans that have it
        }
        return tags;
    }
}
