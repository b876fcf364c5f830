package org.chasqui.messaging.actuate;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.messaging.consumer.Consumers;
import org.chasqui.messaging.consumer.DeadLetters;
import org.chasqui.messaging.consumer.DeadLetters.DeadLetter;
import org.chasqui.messaging.consumer.QueueConsumer;
import org.chasqui.messaging.queue.Entry;
import org.chasqui.platform.Trace;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * {@code GET /actuator/deadletters} lists the open ones, by subscription, type and a part of the error. {@code POST
 * /actuator/deadletters/{eventId}} replays one, {@code DELETE} gives it up. Both answer 404 if there is no such open letter, a replay that
 * fails again 422. {@code POST /actuator/deadletters} does one or the other with all that match.
 */
@Endpoint(id = "deadletters")
public final class DeadLettersEndpoint {

    private static final int MAX_LISTED = 200;
    private static final int MAX_AT_ONCE = 10_000;
    private static final Duration LONGEST = Duration.ofSeconds(8); // the gateway waits longer
    private static final int UNPROCESSABLE = 422;

    private final Consumers consumers;
    private final OperatorActions actions;

    public DeadLettersEndpoint(Consumers consumers, OperatorActions actions) {
        this.consumers = consumers;
        this.actions = actions;
    }

    /**
     * @param open how many there are, of all subscriptions
     * @param letters those that match, at most as many as asked for, the oldest of each subscription first
     */
    public record Letters(long open, List<Letter> letters) {}

    /**
     * A dead letter, with what its envelope says of the event; null where the envelope does not say it.
     *
     * @param envelope the whole envelope; a text if it is no JSON
     * @see DeadLetter
     */
    public record Letter(
            String eventId,
            String subscription,
            long position,
            @Nullable String type,
            @Nullable String source,
            @Nullable String subject,
            @Nullable String time,
            @Nullable String traceId,
            String error,
            @Nullable String stack,
            int attempts,
            boolean fatal,
            String state,
            Instant createdAt,
            @JsonRawValue String envelope) {

        private static Letter of(DeadLetter letter) {
            var json = Entry.parse(letter.entry()).map(Entry::json).orElse(letter.entry());
            var attributes = EnvelopeJson.attributes(json);
            return new Letter(
                    letter.eventId(),
                    letter.subscription(),
                    letter.position(),
                    attributes.get("type"),
                    attributes.get("source"),
                    attributes.get("subject"),
                    attributes.get("time"),
                    EnvelopeJson.traceparent(json).map(Trace::id).orElse(null),
                    letter.error(),
                    letter.stack(),
                    letter.attempts(),
                    letter.fatal(),
                    letter.state(),
                    letter.createdAt(),
                    EnvelopeJson.quotedUnlessJson(json));
        }
    }

    /** What may be done with letters. */
    public enum Action {
        REPLAY,
        DISCARD;

        private boolean applyTo(DeadLetters letters, String eventId) {
            return this == REPLAY ? letters.replay(eventId) : letters.discard(eventId);
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param matched letters that matched, at most 10,000 of each subscription
     * @param done those that are replayed or discarded now
     * @param left those that time did not suffice for; ask again
     */
    public record Outcome(int matched, int done, int left) {

        @Override
        public String toString() {
            return "%d of %d done, %d failed, %d left".formatted(done, matched, matched - done - left, left);
        }
    }

    @ReadOperation
    public Letters open(
            @Nullable String subscription, @Nullable String type, @Nullable String error, @Nullable Integer limit) {
        var most = limit == null ? MAX_LISTED : Math.clamp(limit, 1, MAX_LISTED);
        return new Letters(
                consumers.all().stream()
                        .mapToLong(consumer -> consumer.deadLetters().count())
                        .sum(),
                chosen(subscription).stream()
                        .flatMap(consumer -> consumer.deadLetters().open(orAll(type), orAll(error), most).stream())
                        .limit(most)
                        .map(Letter::of)
                        .toList());
    }

    @WriteOperation
    public WebEndpointResponse<Void> replay(@Selector String eventId) {
        return act(Action.REPLAY, eventId)
                .map(done ->
                        new WebEndpointResponse<Void>(done ? WebEndpointResponse.STATUS_NO_CONTENT : UNPROCESSABLE))
                .orElseGet(() -> new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND));
    }

    @DeleteOperation
    public WebEndpointResponse<Void> discard(@Selector String eventId) {
        var discarded = act(Action.DISCARD, eventId).orElse(false);
        return new WebEndpointResponse<>(
                discarded ? WebEndpointResponse.STATUS_NO_CONTENT : WebEndpointResponse.STATUS_NOT_FOUND);
    }

    @WriteOperation
    public WebEndpointResponse<Outcome> actOnAll(
            Action action, @Nullable String subscription, @Nullable String type, @Nullable String error) {
        var chosen = chosen(subscription);
        if (chosen.isEmpty()) {
            return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
        }
        var subject =
                "all with subscription=%s type=%s error=%s".formatted(orAll(subscription), orAll(type), orAll(error));
        var outcome = actions.record(
                action.toString(),
                subject,
                () -> actOnAll(action, chosen, orAll(type), orAll(error)),
                Outcome::toString);
        return new WebEndpointResponse<>(outcome);
    }

    private static Outcome actOnAll(Action action, List<QueueConsumer> chosen, String type, String error) {
        var begin = System.nanoTime();
        var matched = 0;
        var done = 0;
        var left = 0;
        for (var consumer : chosen) {
            var letters = consumer.deadLetters();
            for (var eventId : letters.openIds(type, error, MAX_AT_ONCE)) {
                matched++;
                if (System.nanoTime() - begin > LONGEST.toNanos()) {
                    left++;
                } else if (action.applyTo(letters, eventId)) {
                    done++;
                }
            }
        }
        return new Outcome(matched, done, left);
    }

    /** Whether it succeeded; empty if there is no such open letter. */
    private Optional<Boolean> act(Action action, String eventId) {
        return consumers.all().stream()
                .map(QueueConsumer::deadLetters)
                .filter(letters -> letters.contains(eventId))
                .findFirst()
                .map(letters -> actions.record(
                        action.toString(),
                        eventId,
                        () -> action.applyTo(letters, eventId),
                        done -> done ? "done" : "failed again"));
    }

    private List<QueueConsumer> chosen(@Nullable String subscription) {
        return subscription == null
                ? consumers.all()
                : consumers.find(subscription).stream().toList();
    }

    private static String orAll(@Nullable String filter) {
        return Objects.requireNonNullElse(filter, "");
    }
}
