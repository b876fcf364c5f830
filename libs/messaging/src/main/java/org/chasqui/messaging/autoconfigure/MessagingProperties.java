package org.chasqui.messaging.autoconfigure;

import jakarta.validation.Valid;
import java.time.Duration;
import java.util.List;
import org.chasqui.messaging.RetentionSettings;
import org.chasqui.messaging.books.Verification;
import org.chasqui.messaging.consumer.QueueConsumer;
import org.chasqui.messaging.outbox.Relay;
import org.chasqui.messaging.outbox.Sequencer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param stream the stream that this service publishes, for example {@code orders}; absent where it publishes none
 * @param subscribers names of the services that subscribe to the stream; one that is taken off the list gets no more events
 * @param autostart whether the loops start with the service; tests turn them by hand
 * @param sequencer settings of the sequencer
 * @param relay settings of the relays
 * @param consumer settings of the consumers
 * @param retention what is deleted when
 * @param verification how often the books are examined
 * @param retry pauses between attempts after a failure
 */
@Validated
@ConfigurationProperties("messaging")
public record MessagingProperties(
        @Nullable String stream,
        @DefaultValue List<String> subscribers,
        @DefaultValue("true") boolean autostart,
        @Valid @DefaultValue Sequencer.Settings sequencer,
        @Valid @DefaultValue Relay.Settings relay,
        @Valid @DefaultValue QueueConsumer.Settings consumer,
        @Valid @DefaultValue RetentionSettings retention,
        @Valid @DefaultValue Verification.Settings verification,
        @DefaultValue Retry retry) {

    /**
     * @param initialInterval first pause
     * @param maxInterval where the doubling ends
     */
    public record Retry(
            @DefaultValue("50ms") Duration initialInterval,
            @DefaultValue("10s") Duration maxInterval) {}
}
