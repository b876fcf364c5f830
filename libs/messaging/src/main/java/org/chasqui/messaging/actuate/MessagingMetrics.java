package org.chasqui.messaging.actuate;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;
import org.chasqui.messaging.books.Verification;
import org.chasqui.messaging.consumer.Consumers;
import org.chasqui.messaging.consumer.QueueConsumer;
import org.chasqui.messaging.consumer.SubscriptionControl;
import org.chasqui.messaging.outbox.Compaction;
import org.chasqui.messaging.outbox.Publication;
import org.chasqui.messaging.outbox.Relay;
import org.chasqui.platform.worker.WorkerLoop;
import org.chasqui.platform.worker.WorkerLoops;
import org.jspecify.annotations.Nullable;

/** The metrics of messaging: lag, backlog, forgetting, pauses, dead letters, rebuilds, verified books, and the age of the loops. */
public final class MessagingMetrics implements MeterBinder {

    private final @Nullable Publication publication;
    private final Consumers consumers;
    private final Verification verification;
    private final WorkerLoops loops;

    public MessagingMetrics(
            @Nullable Publication publication, Consumers consumers, Verification verification, WorkerLoops loops) {
        this.publication = publication;
        this.consumers = consumers;
        this.verification = verification;
        this.loops = loops;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        if (publication != null) {
            bind(publication, registry);
        }
        consumers.all().forEach(consumer -> bind(consumer, registry));
        verification.books().forEach(book -> bindBook(book, registry));
        loops.loops().forEach(loop -> bind(loop, registry));
    }

    private static void bind(Publication publication, MeterRegistry registry) {
        Gauge.builder("messaging.unsequenced.age", publication, Publication::oldestUnsequencedSeconds)
                .description("Age of the oldest event without a position")
                .baseUnit("seconds")
                .tag("stream", publication.stream())
                .register(registry);
        Gauge.builder("messaging.forgetting.age", publication, Publication::oldestForgettingSeconds)
                .description("Age of the oldest event that forgets others which the log or a list still has")
                .baseUnit("seconds")
                .tag("stream", publication.stream())
                .register(registry);
        FunctionCounter.builder("messaging.compacted", publication.compaction(), Compaction::removed)
                .description("Events that this instance has removed from the log because newer ones had replaced them")
                .tag("stream", publication.stream())
                .register(registry);
        publication.relays().forEach(relay -> bind(publication, relay, registry));
    }

    private static void bind(Publication publication, Relay relay, MeterRegistry registry) {
        var tags = Tags.of("subscription", relay.queue().name().toString());
        Gauge.builder("messaging.lag", relay, it -> lag(publication, it))
                .description("Numbered events that the subscriber has not acknowledged")
                .tags(tags)
                .register(registry);
        Gauge.builder("messaging.lag.seconds", relay, it -> lagSeconds(publication, it))
                .description("Age of the oldest of these events")
                .baseUnit("seconds")
                .tags(tags)
                .register(registry);
        Gauge.builder("messaging.diverged", relay, it -> it.isDiverged() ? 1 : 0)
                .description("1 if the subscriber has applied what the log no longer has")
                .tags(tags)
                .register(registry);
    }

    private static double lag(Publication publication, Relay relay) {
        var acknowledged = relay.acknowledged();
        return acknowledged == null ? Double.NaN : publication.head() - acknowledged;
    }

    private static double lagSeconds(Publication publication, Relay relay) {
        var acknowledged = relay.acknowledged();
        return acknowledged == null ? Double.NaN : publication.secondsAfter(acknowledged);
    }

    private static void bind(QueueConsumer consumer, MeterRegistry registry) {
        var tags = Tags.of("subscription", consumer.queueName().toString());
        var control = consumer.control();
        FunctionCounter.builder("messaging.applied", control, SubscriptionControl::applied)
                .description("Events applied by this instance")
                .tags(tags)
                .register(registry);
        control.measureBy(Timer.builder("messaging.apply")
                .description("Transactions in which this instance has applied events")
                .tags(tags)
                .register(registry));
        Gauge.builder("messaging.paused", control, it -> it.standing().isPaused() ? 1 : 0)
                .description("1 if an operator has paused the subscription")
                .tags(tags)
                .register(registry);
        FunctionCounter.builder("messaging.resyncs", consumer, QueueConsumer::resyncs)
                .description("Times that the consumer had to state its offset in Redis again")
                .tags(tags)
                .register(registry);
        Gauge.builder("messaging.deadletters", consumer, it -> it.deadLetters().count())
                .description("Open dead letters")
                .tags(tags)
                .register(registry);
        Gauge.builder("messaging.waiting", consumer, it -> it.waitingFor() == null ? 0 : 1)
                .description("1 if the subscription waits for a release that knows its next event")
                .tags(tags)
                .register(registry);
        Gauge.builder("messaging.rebuild.remaining", consumer, MessagingMetrics::remaining)
                .description("Positions that a rebuild has still to pass, 0 without one")
                .tags(tags)
                .register(registry);
        Gauge.builder("messaging.queue.length", consumer, MessagingMetrics::queueLength)
                .description("Entries in the subscription's list")
                .tags(tags)
                .register(registry);
    }

    private void bindBook(String book, MeterRegistry registry) {
        Gauge.builder(
                        "messaging.book.differences",
                        () -> ofBook(book, it -> it.differences().size()))
                .description("Rows that differed from the log when the book was examined last")
                .tag("book", book)
                .register(registry);
        Gauge.builder("messaging.book.age", () -> ofBook(book, Verification.Result::ageSeconds))
                .description("Time since the book was examined")
                .baseUnit("seconds")
                .tag("book", book)
                .register(registry);
    }

    private double ofBook(String book, ToDoubleFunction<Verification.Result> value) {
        return verification.result(book).stream().mapToDouble(value).findFirst().orElse(Double.NaN);
    }

    private static double remaining(QueueConsumer consumer) {
        var remaining = consumer.state().remaining();
        return remaining == null ? Double.NaN : remaining;
    }

    private static double queueLength(QueueConsumer consumer) {
        var queued = consumer.queued();
        return queued == null ? Double.NaN : queued;
    }

    private static void bind(WorkerLoop loop, MeterRegistry registry) {
        Gauge.builder("messaging.loop.age", loop, it -> it.age().toNanos() / 1e9)
                .description("Time since the loop last ended a pass or reported progress")
                .baseUnit("seconds")
                .tag("loop", loop.name())
                .register(registry);
    }
}
