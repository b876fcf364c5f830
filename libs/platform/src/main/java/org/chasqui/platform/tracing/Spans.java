package org.chasqui.platform.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.chasqui.platform.Trace;
import org.jspecify.annotations.Nullable;

/**
 * The spans of events that are written and applied, with the names and attributes of OpenTelemetry's <a
 * href="https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/">conventions for messaging</a>. In a service that exports no
 * traces, nothing happens here. Static like {@link Trace}, whose ids the spans have.
 */
public final class Spans {

    private static volatile @Nullable Tracer tracer;

    private Spans() {}

    /** @param exporting makes the spans from now on; null for none */
    public static void makeBy(@Nullable Tracer exporting) {
        tracer = exporting;
    }

    /**
     * Begins the span of an event that is written into the log of a stream.
     *
     * @param cause traceparent of what caused the event
     */
    public static Span send(String stream, String eventId, String type, Optional<String> cause) {
        var exporting = tracer;
        var caused = cause.map(Spans::context).orElse(SpanContext.getInvalid());
        if (exporting == null) {
            return Span.wrap(caused);
        }
        var current = Span.current().getSpanContext();
        // why: in the trace of the cause, the current span is nearer than the one that the cause names
        var isNearer = !caused.isValid() || caused.getTraceId().equals(current.getTraceId());
        return messaging(exporting, "send", SpanKind.PRODUCER, stream)
                .setParent(Context.root().with(Span.wrap(isNearer ? current : caused)))
                .setAttribute("messaging.message.id", eventId)
                .setAttribute("cloudevents.event_type", type)
                .startSpan();
    }

    /**
     * Applies events in a span that is linked to each of them; the span of an event that is alone continues its trace for what the work does.
     * Events that were not sampled make no span.
     *
     * @param subscriber the service that applies them
     * @param events how many there are
     * @param causes traceparents of these events; asked only if spans are made
     * @param measure notes the work when it has succeeded; the span is the current one meanwhile, so that an exemplar names it
     */
    public static void process(
            String stream,
            String subscriber,
            int events,
            Supplier<List<String>> causes,
            Runnable work,
            Runnable measure) {
        var exporting = tracer;
        var sampled = exporting == null
                ? List.<SpanContext>of()
                : causes.get().stream()
                        .map(Spans::context)
                        .filter(SpanContext::isSampled)
                        .toList();
        if (exporting == null || sampled.isEmpty()) {
            work.run();
            measure.run();
            return;
        }
        var span = messaging(exporting, "process", SpanKind.CONSUMER, stream)
                .setParent(Context.root().with(Span.wrap(sampled.getFirst())))
                .setAttribute("messaging.consumer.group.name", subscriber);
        sampled.forEach(span::addLink);
        if (events > 1) {
            var batch =
                    span.setAttribute("messaging.batch.message_count", events).startSpan();
            during(List.of(batch), () -> {
                work.run(); // why not with a current span: what is logged or sent meanwhile belongs to one event each
                inside(batch, measure);
            });
        } else {
            var alone = span.startSpan();
            Trace.during(
                    traceparent(alone),
                    () -> during(
                            List.of(alone),
                            () -> inside(alone, () -> {
                                work.run();
                                measure.run();
                            })));
        }
    }

    private static void inside(Span span, Runnable work) {
        try (var scope = span.makeCurrent()) {
            work.run();
        }
    }

    /** Ends the spans with the work. */
    public static void during(List<Span> spans, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            for (var span : spans) {
                span.recordException(e)
                        .setStatus(StatusCode.ERROR)
                        .setAttribute("error.type", e.getClass().getName());
            }
            throw e;
        } finally {
            spans.forEach(Span::end);
        }
    }

    private static SpanBuilder messaging(Tracer exporting, String operation, SpanKind kind, String stream) {
        return exporting
                .spanBuilder(operation + " " + stream)
                .setSpanKind(kind)
                .setAttribute("messaging.system", "chasqui")
                .setAttribute("messaging.operation.type", operation)
                .setAttribute("messaging.operation.name", operation)
                .setAttribute("messaging.destination.name", stream);
    }

    /** @param traceparent one that {@link Trace#valid} accepts */
    private static SpanContext context(String traceparent) {
        return SpanContext.createFromRemoteParent(
                traceparent.substring(3, 35),
                traceparent.substring(36, 52),
                TraceFlags.fromHex(traceparent, 53),
                TraceState.getDefault());
    }

    /** The W3C trace context of what the span causes; empty for a span that is in no trace. */
    public static Optional<String> traceparent(Span span) {
        var context = span.getSpanContext();
        return context.isValid()
                ? Optional.of("00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                        + context.getTraceFlags().asHex())
                : Optional.empty();
    }
}
