package org.chasqui.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ZipkinExporterTests {

    private static final SpanContext PARENT = context("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7");
    private static final SpanContext OTHER = context("5bf92f3577b34da6a3ce929d0e0e4736", "11f067aa0ba902b7");

    @Test
    void aSpanKeepsItsIdsItsTimesAndItsService() {
        assertThat(ZipkinExporter.translated(span(List.of(), StatusData.unset())))
                .singleElement()
                .isEqualTo(Map.of(
                        "traceId",
                        PARENT.getTraceId(),
                        "id",
                        "22f067aa0ba902b7",
                        "parentId",
                        PARENT.getSpanId(),
                        "kind",
                        "CONSUMER",
                        "name",
                        "process orders",
                        "timestamp",
                        1_000_000L,
                        "duration",
                        2_000L,
                        "localEndpoint",
                        Map.of("serviceName", "orders-queries"),
                        "tags",
                        Map.of("messaging.system", "chasqui"),
                        "annotations",
                        List.of()));
    }

    @Test
    void eachTraceThatABatchIsLinkedToHasItOnce() {
        var links = Stream.of(PARENT, OTHER, context(OTHER.getTraceId(), "33f067aa0ba902b7"))
                .map(LinkData::create)
                .toList();

        assertThat(ZipkinExporter.translated(span(links, StatusData.unset())))
                .extracting(span -> span.get("traceId"), span -> span.get("parentId"))
                .containsExactly(
                        tuple(PARENT.getTraceId(), PARENT.getSpanId()), tuple(OTHER.getTraceId(), OTHER.getSpanId()));
    }

    @Test
    void aSpanThatFailedIsShownAsAnError() {
        assertThat(ZipkinExporter.translated(span(List.of(), StatusData.error())))
                .extracting(span -> span.get("tags"))
                .containsExactly(Map.of("messaging.system", "chasqui", "error", ""));
    }

    private static TestSpanData span(List<LinkData> links, StatusData status) {
        return TestSpanData.builder()
                .setSpanContext(context(PARENT.getTraceId(), "22f067aa0ba902b7"))
                .setParentSpanContext(PARENT)
                .setKind(SpanKind.CONSUMER)
                .setName("process orders")
                .setStartEpochNanos(1_000_000_000)
                .setEndEpochNanos(1_002_000_000)
                .setHasEnded(true)
                .setStatus(status)
                .setLinks(links)
                .setTotalRecordedLinks(links.size())
                .setResource(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "orders-queries")))
                .setAttributes(Attributes.of(AttributeKey.stringKey("messaging.system"), "chasqui"))
                .build();
    }

    private static SpanContext context(String trace, String span) {
        return SpanContext.create(trace, span, TraceFlags.getSampled(), TraceState.getDefault());
    }
}
