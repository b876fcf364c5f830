package org.chasqui.messaging.actuate;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.chasqui.messaging.Book;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.messaging.books.Verification;
import org.chasqui.messaging.consumer.Consumers;
import org.chasqui.messaging.consumer.QueueConsumer;
import org.chasqui.messaging.consumer.Standing;
import org.chasqui.messaging.consumer.SubscriptionState;
import org.chasqui.messaging.outbox.Publication;
import org.chasqui.messaging.outbox.Relay;
import org.chasqui.messaging.queue.Entry;
import org.chasqui.messaging.queue.RedisQueue.QueueUnavailable;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * {@code GET /actuator/subscriptions} shows all subscriptions of the service and to it, {@code GET /actuator/subscriptions/{name}} the list of
 * one of the service's. {@code POST /actuator/subscriptions/{name}} rebuilds, pauses or resumes one of the service, or stops its rebuild; 409
 * if it has none that can be stopped. {@code POST /actuator/subscriptions/{name}/{eventId}} makes a dead letter of the event that the
 * subscription waits for because no release knows its type; 409 if it waits for another, or for none.
 */
@Endpoint(id = "subscriptions")
public final class SubscriptionsEndpoint {

    private static final int CONFLICT = 409;
    private static final int USUALLY_SHOWN = 20;
    private static final int MAX_SHOWN = 200;

    private final Consumers consumers;
    private final @Nullable Publication publication;
    private final Verification verification;
    private final OperatorActions actions;

    public SubscriptionsEndpoint(
            Consumers consumers,
            @Nullable Publication publication,
            Verification verification,
            OperatorActions actions) {
        this.consumers = consumers;
        this.publication = publication;
        this.verification = verification;
        this.actions = actions;
    }

    /**
     * @param consumed streams that this service applies
     * @param published subscribers of the stream that this service publishes
     */
    public record Overview(List<Consumed> consumed, List<Published> published) {}

    /**
     * @param state as the instance that answers sees it
     * @param owner the instance that applies it; null if none does
     * @param paused who has paused it, null if nobody has
     * @param position last applied position
     * @param queued entries in the list, null while Redis does not answer
     * @param waitingFor event that needs a newer release, as {@code position:id}; null if there is none
     * @param rebuild how far a rebuild is, null if none is under way
     */
    public record Consumed(
            String name,
            State state,
            @Nullable String owner,
            Standing.@Nullable Pause paused,
            long position,
            @Nullable Long queued,
            long deadLetters,
            @Nullable String waitingFor,
            @Nullable Rebuild rebuild) {}

    /** What a subscription does; the first that holds. */
    public enum State {
        /** An operator has paused it. */
        PAUSED,
        /** For a release that knows its next event. */
        WAITING,
        /** No instance applies it: the service has just started, or does not reach Redis. */
        STOPPED,
        REBUILDING,
        /** Another instance applies it. */
        STANDBY,
        APPLYING,
        /** There is nothing to apply. */
        IDLE;

        private static State of(
                QueueConsumer consumer, SubscriptionState state, Standing standing, @Nullable Long queued) {
            if (standing.isPaused()) {
                return PAUSED;
            }
            if (consumer.waitingFor() != null) {
                return WAITING;
            }
            if (standing.owner() == null) {
                return STOPPED;
            }
            if (state.isRebuilding()) {
                return REBUILDING;
            }
            if (!standing.owner().equals(consumer.control().instance())) {
                return STANDBY;
            }
            return queued == null || queued > 0 ? APPLYING : IDLE;
        }

        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What may be done with a subscription. */
    public enum Action {
        REBUILD,
        STOP_REBUILD,
        PAUSE,
        RESUME;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * @param target position up to which it has to go, null until the publisher has said it
     * @param remaining positions before that; at 0 the rebuild removes rows that the stream does not have
     * @param percent of the positions up to the target, rounded down
     * @param secondsLeft until then, if it goes on as it does since its last pause; null during a pause, and until it has passed a position
     */
    public record Rebuild(
            @Nullable Long target,
            @Nullable Long remaining,
            int percent,
            @Nullable Long secondsLeft) {

        static @Nullable Rebuild of(SubscriptionState state, Standing standing) {
            return state.isRebuilding()
                    ? new Rebuild(state.target(), state.remaining(), percent(state), secondsLeft(state, standing))
                    : null;
        }

        private static @Nullable Long secondsLeft(SubscriptionState state, Standing standing) {
            var remaining = state.remaining();
            var each = standing.secondsEach();
            return remaining == null || each == null ? null : (long) Math.ceil(remaining * each);
        }

        private static int percent(SubscriptionState state) {
            var target = state.target();
            if (target == null) {
                return 0;
            }
            return target == 0 ? 100 : (int) Math.min(100, 100 * state.offset().position() / target);
        }
    }

    /**
     * @param head last numbered position of the stream
     * @param acknowledged position that the subscriber has asserted, null if Redis does not know
     * @param diverged whether the subscriber has applied what the log no longer has, and must be rebuilt
     * @param lagEvents numbered events that it has not acknowledged, null if Redis does not know
     * @param lagSeconds age of the oldest of these, 0 if there is none
     */
    public record Published(
            String name,
            long head,
            @Nullable Long acknowledged,
            boolean diverged,
            @Nullable Long lagEvents,
            @Nullable Double lagSeconds) {}

    /**
     * @param count entries in the list
     * @param messages the oldest of them, which stay there
     */
    public record Queue(String name, long count, List<Queued> messages) {}

    /**
     * @param position null if somebody else has pushed it
     * @param envelope a text if it is no JSON
     */
    public record Queued(
            @Nullable Long position, @JsonRawValue String envelope) {

        private static Queued of(String element) {
            return Entry.parse(element)
                    .map(entry -> new Queued(entry.offset().position(), EnvelopeJson.quotedUnlessJson(entry.json())))
                    .orElseGet(() -> new Queued(null, EnvelopeJson.quotedUnlessJson(element)));
        }
    }

    @ReadOperation
    public Overview overview() {
        return new Overview(
                consumers.all().stream().map(SubscriptionsEndpoint::consumed).toList(),
                publication == null ? List.of() : published(publication));
    }

    /** Looks at the list without taking anything. */
    @ReadOperation
    public WebEndpointResponse<Queue> look(@Selector String name, @Nullable Integer limit) {
        var most = limit == null ? USUALLY_SHOWN : Math.clamp(limit, 1, MAX_SHOWN);
        return consumers
                .find(name)
                .map(consumer -> look(consumer, most))
                .orElseGet(() -> new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND));
    }

    private static WebEndpointResponse<Queue> look(QueueConsumer consumer, int limit) {
        try {
            var window = consumer.queue().peek(limit);
            var messages = window.elements().stream().map(Queued::of).toList();
            return new WebEndpointResponse<>(new Queue(consumer.queueName().toString(), window.length(), messages));
        } catch (QueueUnavailable e) {
            return new WebEndpointResponse<>(WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
        }
    }

    /** @param action to rebuild it, if nothing else is said */
    @WriteOperation
    public WebEndpointResponse<Consumed> act(@Selector String name, @Nullable Action action) {
        var what = Objects.requireNonNullElse(action, Action.REBUILD);
        return consumers
                .find(name)
                .map(consumer -> actOn(consumer, what))
                .orElseGet(() -> new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND));
    }

    private WebEndpointResponse<Consumed> actOn(QueueConsumer consumer, Action action) {
        var done = actions.record(
                action.toString(),
                consumer.queueName().toString(),
                () -> apply(action, consumer),
                it -> it ? "done" : "no rebuild was under way that can be stopped");
        return new WebEndpointResponse<>(consumed(consumer), done ? WebEndpointResponse.STATUS_OK : CONFLICT);
    }

    private boolean apply(Action action, QueueConsumer consumer) {
        switch (action) {
            case REBUILD -> consumer.rebuild();
            case STOP_REBUILD -> {
                return stopRebuild(consumer);
            }
            case PAUSE -> consumer.control().pause(OperatorActions.operator());
            case RESUME -> consumer.control().resume();
        }
        return true;
    }

    /** Why a repair: rows that the rebuild was putting right may be half-way. */
    private boolean stopRebuild(QueueConsumer consumer) {
        var books = consumer.subscription().books().keySet();
        return consumer.stopRebuild(
                () -> verification.request(books.stream().map(Book::name).toList(), true));
    }

    @WriteOperation
    public WebEndpointResponse<Void> setAside(@Selector String name, @Selector String eventId) {
        var status = consumers
                .find(name)
                .map(consumer -> setAside(consumer, eventId) ? WebEndpointResponse.STATUS_NO_CONTENT : CONFLICT)
                .orElse(WebEndpointResponse.STATUS_NOT_FOUND);
        return new WebEndpointResponse<>(status.intValue());
    }

    private boolean setAside(QueueConsumer consumer, String eventId) {
        return actions.record(
                "set aside",
                consumer.queueName() + " " + eventId,
                () -> consumer.control().setAside(eventId),
                done -> done ? "done" : "not waited for");
    }

    private static Consumed consumed(QueueConsumer consumer) {
        var state = consumer.state();
        var standing = consumer.control().standing();
        var queued = consumer.queued();
        return new Consumed(
                consumer.queueName().toString(),
                State.of(consumer, state, standing, queued),
                standing.owner(),
                standing.paused(),
                state.offset().position(),
                queued,
                consumer.deadLetters().count(),
                consumer.waitingFor(),
                Rebuild.of(state, standing));
    }

    private static List<Published> published(Publication publication) {
        var head = publication.head();
        return publication.relays().stream()
                .map(relay -> published(publication, relay, head))
                .toList();
    }

    private static Published published(Publication publication, Relay relay, long head) {
        var acknowledged = relay.acknowledged();
        return new Published(
                relay.queue().name().toString(),
                head,
                acknowledged,
                relay.isDiverged(),
                acknowledged == null ? null : Math.max(0, head - acknowledged),
                acknowledged == null ? null : publication.secondsAfter(acknowledged));
    }
}
