package org.chasqui.messaging.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.noop.NoopTimer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.chasqui.messaging.fixtures.MessagingFixture;
import org.chasqui.messaging.outbox.Publication;
import org.chasqui.platform.Trace;
import org.chasqui.platform.tracing.Spans;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the spans of an event say: where it was written, and where it was applied. */
class SpansIT {

    private static final String SPAN = "00f067aa0ba902b7";
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-" + SPAN + "-01";

    @RegisterExtension
    static final OpenTelemetryExtension telemetry = OpenTelemetryExtension.create();

    private static final MessagingFixture fixture = MessagingFixture.open();

    private final Publication publication = fixture.publication();
    private final QueueConsumer consumer = fixture.consumer();

    @BeforeEach
    void begin() {
        fixture.reset();
        fixture.publishFirst(1, 1);
        fixture.settle(publication, consumer); // why: the first batch of a consumer is applied one by one
        Spans.makeBy(telemetry.getOpenTelemetry().getTracer("test"));
    }

    @AfterEach
    void end() {
        Spans.makeBy(null);
        Trace.leave();
        fixture.repair();
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Test
    void anEventThatIsAppliedAloneContinuesTheTraceOfItsCause() {
        publishOf(TRACE, 2, 2);

        fixture.settle(publication, consumer);

        var send = spans(SpanKind.PRODUCER).getFirst();
        assertThat(send.getName()).isEqualTo("send " + fixture.name().stream());
        assertThat(send.getTraceId()).isEqualTo(TRACE.substring(3, 35));
        assertThat(send.getParentSpanId()).isEqualTo(SPAN);
        var process = spans(SpanKind.CONSUMER).getFirst();
        assertThat(process.getName()).isEqualTo("process " + fixture.name().stream());
        assertThat(process.getTraceId()).isEqualTo(send.getTraceId());
        assertThat(process.getParentSpanId()).isEqualTo(send.getSpanId());
        assertThat(linked(process)).containsExactly(send.getSpanId());
        assertThat(process.getAttributes().get(AttributeKey.stringKey("messaging.consumer.group.name")))
                .isEqualTo(fixture.name().subscriber());
    }

    /** Whoever measures there finds the span as the current one, from which an exemplar is made. */
    @Test
    void theTimeOfEachTransactionIsThatOfItsSpan() {
        var measured = new ArrayList<String>();
        consumer.control().measureBy(new NoopTimer(new Meter.Id("apply", Tags.empty(), null, null, Meter.Type.TIMER)) {
            @Override
            public void record(long amount, TimeUnit unit) {
                measured.add(Span.current().getSpanContext().getSpanId());
            }
        });
        publishOf(TRACE, 2, 2);
        fixture.settle(publication, consumer);
        publishOf(TRACE, 3, 5);
        fixture.settle(publication, consumer);

        assertThat(measured)
                .hasSize(2)
                .containsExactlyElementsOf(spans(SpanKind.CONSUMER).stream()
                        .map(SpanData::getSpanId)
                        .toList());
    }

    @Test
    void whatAnEventCausesBelongsToTheSpanThatAppliesIt() {
        fixture.beforeEach(message -> {
            if (message.aggregateId() == 2) {
                fixture.publishFirst(3, 3);
            }
        });
        publishOf(TRACE, 2, 2);

        fixture.settle(publication, consumer);

        assertThat(spans(SpanKind.PRODUCER).get(1).getParentSpanId())
                .isEqualTo(spans(SpanKind.CONSUMER).getFirst().getSpanId());
    }

    @Test
    void aBatchHasOneSpanThatIsLinkedToEachOfItsEvents() {
        publishOf(TRACE, 2, 3);
        publishOf(TRACE.replace("4bf9", "5555"), 4, 4);

        fixture.settle(publication, consumer);

        var process = spans(SpanKind.CONSUMER);
        assertThat(process).hasSize(1);
        assertThat(linked(process.getFirst()))
                .containsExactlyElementsOf(spans(SpanKind.PRODUCER).stream()
                        .map(SpanData::getSpanId)
                        .toList());
        assertThat(process.getFirst().getAttributes().get(AttributeKey.longKey("messaging.batch.message_count")))
                .isEqualTo(3);
    }

    @Test
    void aBatchThatFailsHasASpanForEachEventThatIsThenAppliedAlone() {
        fixture.beforeEach(message -> {
            if (message.aggregateId() == 3) {
                throw new IllegalStateException("not this one");
            }
        });
        publishOf(TRACE, 2, 3);
        fixture.deliver(publication);

        assertThatThrownBy(consumer::runOnce).hasMessage("not this one");

        assertThat(spans(SpanKind.CONSUMER))
                .extracting(span -> linked(span).size() + " " + span.getStatus().getStatusCode())
                .containsExactly("2 " + StatusCode.ERROR, "1 " + StatusCode.UNSET, "1 " + StatusCode.ERROR);
        assertThat(Trace.current())
                .hasValueSatisfying(trace -> assertThat(trace)
                        .contains(TRACE.substring(3, 35))
                        .contains(spans(SpanKind.PRODUCER).getLast().getSpanId()));
    }

    @Test
    void whatTheCallerDidNotSampleMakesNoSpan() {
        publishOf(TRACE.replace("-01", "-00"), 2, 4);

        fixture.settle(publication, consumer);

        assertThat(telemetry.getSpans()).isEmpty();
        assertThat(fixture.applied()).containsExactly(1L, 2L, 3L, 4L);
    }

    private static void publishOf(String trace, long from, long to) {
        Trace.during(Optional.of(trace), () -> fixture.publishFirst(from, to));
    }

    private static List<SpanData> spans(SpanKind kind) {
        return telemetry.getSpans().stream()
                .filter(span -> span.getKind() == kind)
                .toList();
    }

    private static List<String> linked(SpanData span) {
        return span.getLinks().stream()
                .map(LinkData::getSpanContext)
                .map(SpanContext::getSpanId)
                .toList();
    }
}
