package org.chasqui.messaging.actuate;

import java.util.List;
import org.chasqui.messaging.consumer.Consumers;
import org.chasqui.messaging.consumer.QueueConsumer;
import org.chasqui.messaging.consumer.SubscriptionState;
import org.chasqui.messaging.outbox.Publication;
import org.chasqui.messaging.outbox.Relay;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * {@code GET /actuator/subscriptions} shows all subscriptions of the service and to it. {@code POST /actuator/subscriptions/{name}} rebuilds
 * one of the service. {@code POST /actuator/subscriptions/{name}/{eventId}} makes a dead letter of the event that the subscription waits for
 * because no release knows its type; 409 if it waits for another, or for none.
 */
@Endpoint(id = "subscriptions")
public final class SubscriptionsEndpoint {

    private static final int CONFLICT = 409;

    private final Consumers consumers;
    private final @Nullable Publication publication;

    public SubscriptionsEndpoint(Consumers consumers, @Nullable Publication publication) {
        this.consumers = consumers;
        this.publication = publication;
    }

    /**
     * @param consumed streams that this service applies
     * @param published subscribers of the stream that this service publishes
     */
    public record Overview(List<Consumed> consumed, List<Published> published) {}

    /**
     * @param position last applied position
     * @param queued entries in the list, null while Redis does not answer
     * @param waitingFor event that needs a newer release, as {@code position:id}; null if there is none
     * @param rebuild how far a rebuild is, null if none is under way
     */
    public record Consumed(
            String name,
            long position,
            @Nullable Long queued,
            long deadLetters,
            @Nullable String waitingFor,
            @Nullable Rebuild rebuild) {}

    /**
     * @param target position up to which it has to go, null until the publisher has said it
     * @param remaining positions before that; at 0 the rebuild removes rows that the stream does not have
     * @param percent of the positions up to the target, rounded down
     */
    public record Rebuild(@Nullable Long target, @Nullable Long remaining, int percent) {

        static @Nullable Rebuild of(SubscriptionState state) {
            return state.isRebuilding() ? new Rebuild(state.target(), state.remaining(), percent(state)) : null;
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
     */
    public record Published(
            String name, long head, @Nullable Long acknowledged, boolean diverged) {}

    @ReadOperation
    public Overview overview() {
        return new Overview(
                consumers.all().stream().map(SubscriptionsEndpoint::consumed).toList(),
                publication == null ? List.of() : published(publication));
    }

    @WriteOperation
    public WebEndpointResponse<Consumed> rebuild(@Selector String name) {
        var consumer = consumers.find(name);
        if (consumer.isEmpty()) {
            return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
        }
        consumer.get().rebuild();
        return new WebEndpointResponse<>(consumed(consumer.get()));
    }

    @WriteOperation
    public WebEndpointResponse<Void> setAside(@Selector String name, @Selector String eventId) {
        var status = consumers
                .find(name)
                .map(consumer -> consumer.setAside(eventId) ? WebEndpointResponse.STATUS_NO_CONTENT : CONFLICT)
                .orElse(WebEndpointResponse.STATUS_NOT_FOUND);
        return new WebEndpointResponse<>(status.intValue());
    }

    private static Consumed consumed(QueueConsumer consumer) {
        var state = consumer.state();
        return new Consumed(
                consumer.queueName().toString(),
                state.offset().position(),
                consumer.queued(),
                consumer.deadLetters().count(),
                consumer.waitingFor(),
                Rebuild.of(state));
    }

    private static List<Published> published(Publication publication) {
        var head = publication.head();
        return publication.relays().stream()
                .map(relay -> published(relay, head))
                .toList();
    }

    private static Published published(Relay relay, long head) {
        return new Published(relay.queue().name().toString(), head, relay.acknowledged(), relay.isDiverged());
    }
}
