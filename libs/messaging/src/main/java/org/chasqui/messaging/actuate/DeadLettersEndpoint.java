package org.chasqui.messaging.actuate;

import java.util.List;
import org.chasqui.messaging.consumer.Consumers;
import org.chasqui.messaging.consumer.DeadLetters.DeadLetter;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * {@code GET /actuator/deadletters} lists the open ones; {@code POST /actuator/deadletters/{eventId}} replays one, {@code DELETE}
 * gives it up. Both answer 404 if there is no such open letter, a replay that fails again 422.
 */
@Endpoint(id = "deadletters")
public final class DeadLettersEndpoint {

    private static final int MAX_LISTED = 200;
    private static final int UNPROCESSABLE = 422;

    private final Consumers consumers;

    public DeadLettersEndpoint(Consumers consumers) {
        this.consumers = consumers;
    }

    /** @param letters at most 200 of each subscription, oldest first */
    public record Letters(long open, List<DeadLetter> letters) {}

    @ReadOperation
    public Letters open() {
        return new Letters(
                consumers.all().stream()
                        .mapToLong(consumer -> consumer.deadLetters().count())
                        .sum(),
                consumers.all().stream()
                        .flatMap(consumer -> consumer.deadLetters().open(MAX_LISTED).stream())
                        .toList());
    }

    @WriteOperation
    public WebEndpointResponse<Void> replay(@Selector String eventId) {
        if (!exists(eventId)) {
            return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
        }
        var replayed = consumers.all().stream()
                .anyMatch(consumer -> consumer.deadLetters().replay(eventId));
        return new WebEndpointResponse<>(replayed ? WebEndpointResponse.STATUS_NO_CONTENT : UNPROCESSABLE);
    }

    @DeleteOperation
    public WebEndpointResponse<Void> discard(@Selector String eventId) {
        var discarded = consumers.all().stream()
                .anyMatch(consumer -> consumer.deadLetters().discard(eventId));
        return new WebEndpointResponse<>(
                discarded ? WebEndpointResponse.STATUS_NO_CONTENT : WebEndpointResponse.STATUS_NOT_FOUND);
    }

    private boolean exists(String eventId) {
        return consumers.all().stream()
                .anyMatch(consumer -> consumer.deadLetters().contains(eventId));
    }
}
