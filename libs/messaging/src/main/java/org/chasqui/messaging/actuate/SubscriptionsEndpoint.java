package org.chasqui.messaging.actuate;

import java.util.List;
import org.chasqui.messaging.consumer.Consumers;
import org.chasqui.messaging.consumer.QueueConsumer;
import org.chasqui.messaging.outbox.Publication;
import org.chasqui.messaging.outbox.Relay;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** {@code GET /actuator/subscriptions} shows how far everyone is; {@code POST /actuator/subscriptions/{name}} rebuilds one heard here. */
@Endpoint(id = "subscriptions")
public final class SubscriptionsEndpoint {

    private final Consumers consumers;
    private final @Nullable Publication publication;

    public SubscriptionsEndpoint(Consumers consumers, @Nullable Publication publication) {
        this.consumers = consumers;
        this.publication = publication;
    }

    /**
     * @param heard streams that this service applies
     * @param published subscribers of the stream that this service publishes
     */
    public record Overview(List<Heard> heard, List<Published> published) {}

    /**
     * @param position last applied position
     * @param queued entries in the list, null while Redis does not answer
     * @param waitingFor event that needs a newer release, null if there is none
     */
    public record Heard(
            String name,
            long position,
            @Nullable Long queued,
            long deadLetters,
            @Nullable String waitingFor) {}

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
                consumers.all().stream().map(SubscriptionsEndpoint::heard).toList(),
                publication == null ? List.of() : published(publication));
    }

    @WriteOperation
    public WebEndpointResponse<Heard> rebuild(@Selector String name) {
        var consumer = consumers.find(name);
        if (consumer.isEmpty()) {
            return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
        }
        consumer.get().rebuild();
        return new WebEndpointResponse<>(heard(consumer.get()));
    }

    private static Heard heard(QueueConsumer consumer) {
        return new Heard(
                consumer.queueName().toString(),
                consumer.offset().position(),
                consumer.queued(),
                consumer.deadLetters().count(),
                consumer.waitingFor());
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
