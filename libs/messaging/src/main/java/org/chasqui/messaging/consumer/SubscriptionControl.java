package org.chasqui.messaging.consumer;

import io.micrometer.core.instrument.Timer;
import org.chasqui.messaging.Subscription;
import org.chasqui.messaging.consumer.SubscriptionTable.OffsetMoved;
import org.chasqui.messaging.queue.RedisQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator sees of one subscription and does to it, at any instance of the service. */
public final class SubscriptionControl {

    private static final Logger log = LoggerFactory.getLogger(SubscriptionControl.class);

    private final Subscription subscription;
    private final RedisQueue queue;
    private final SubscriptionTable table;
    private final Applier applier;
    private final String instance;

    SubscriptionControl(
            Subscription subscription, RedisQueue queue, SubscriptionTable table, Applier applier, String instance) {
        this.subscription = subscription;
        this.queue = queue;
        this.table = table;
        this.applier = applier;
        this.instance = instance;
    }

    /** The name of this instance. */
    public String instance() {
        return instance;
    }

    public Standing standing() {
        return table.standing();
    }

    /** Events applied by this instance since it started. */
    public long applied() {
        return applier.applied();
    }

    /** Measures the transactions in which this instance applies events. */
    public void measureBy(Timer timer) {
        applier.measureBy(timer);
    }

    /**
     * Keeps all instances from applying events, over restarts, until {@link #resume()}. When it returns, none applies any. The list fills
     * up to its capacity meanwhile, and the log keeps the rest.
     */
    public void pause(String by) {
        table.pause(by);
        log.warn("{} is paused by {}", queue.name(), by);
    }

    /** Lets an instance go on where the subscription was paused. */
    public void resume() {
        table.resume();
        log.info("{} is resumed", queue.name());
    }

    /**
     * Makes a dead letter of the event whose type no release here knows and for which the subscription waits.
     *
     * @return false if the subscription does not wait for that event, or is paused, or if Redis does not have the event at this moment
     */
    public boolean setAside(String eventId) {
        var from = table.state().offset();
        var next = queue.peek(subscription.batchSize()).runAfter(from).stream()
                .findFirst()
                .map(entry -> Delivery.of(entry, subscription))
                .filter(delivery ->
                        !delivery.understood() && delivery.offset().eventId().equals(eventId));
        try {
            next.ifPresent(delivery -> applier.setAside(from, delivery));
            return next.isPresent();
        } catch (OffsetMoved e) {
            return false;
        }
    }
}
