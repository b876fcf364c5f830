package org.chasqui.orders.commands;

import java.util.List;
import java.util.Map;
import org.chasqui.messaging.consumer.Consumers;
import org.chasqui.platform.Author;
import org.chasqui.platform.Place;
import org.chasqui.testing.RedisServer;
import org.chasqui.testing.messaging.Upstream;
import org.springframework.boot.test.context.TestComponent;

/** Stands in for users-commands and products-commands. */
@TestComponent
public class Streams {

    /** The trace and the author of every event. */
    public static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    public static final Author AUTHOR = new Author("app_user", "customer-3");

    private final Upstream upstream;

    Streams(Consumers consumers, RedisServer redis) {
        upstream = new Upstream(consumers, redis);
    }

    public static String user(long id, long version) {
        return event("user.changed.v1", "user", id, version, Map.of("id", id));
    }

    public static String product(long id, long version, long value) {
        return event("product.changed.v1", "product", id, version, Map.of("id", id, "value", value));
    }

    /** @param markets the only ones where it is sold */
    public static String product(long id, long version, boolean onSale, String... markets) {
        var data = Map.of("id", id, "value", 12_500, "onSale", onSale, "markets", markets);
        return event("product.changed.v1", "product", id, version, data);
    }

    public static String market(String place, long version, boolean active) {
        var market = Place.of(place);
        return event(
                active ? "market.opened.v1" : "market.closed.v1",
                "market",
                market.id(),
                version,
                Map.of("id", market.id(), "country", market.country(), "city", market.city(), "active", active));
    }

    public static String reserved(long order) {
        return reservation("reservation.made.v1", order, 1, Map.of("order", order, "state", "reserved"));
    }

    public static String reservedOfSeveral(long order) {
        return reservation("reservation.made.v2", order, 1, Map.of("order", order, "state", "reserved"));
    }

    /** The answer of products-commands to a reminder of an order. */
    public static String reservedAsSaidBefore(long order) {
        return reservation("reservation.made.v1", order, 2, Map.of("order", order, "state", "reserved"));
    }

    /** A decision that no service can read. */
    public static String garbled(long order) {
        return reservation("reservation.made.v1", order, 1, Map.of("order", order, "state", "garbled"));
    }

    public static String refused(long order) {
        var data = Map.of("order", order, "state", "refused", "reason", "insufficient-stock");
        return reservation("reservation.refused.v1", order, 1, data);
    }

    public static String released(long order) {
        return reservation("reservation.released.v1", order, 2, Map.of("order", order, "state", "released"));
    }

    public void users(String... envelopes) {
        upstream.delivers("users", List.of(envelopes));
    }

    public void products(String... envelopes) {
        upstream.delivers("products", List.of(envelopes));
    }

    /** An event of products-commands that becomes a dead letter and is discarded. */
    public void lose(String envelope) {
        upstream.loses("products", envelope);
    }

    public void startOver(String stream) {
        upstream.startsOver(stream);
    }

    public void isRebuilt(String stream) {
        upstream.isRebuilt(stream);
    }

    private static String reservation(String type, long order, long version, Map<String, ?> data) {
        return event(type, "reservation", order, version, data);
    }

    private static String event(String type, String aggregate, long id, long version, Map<String, ?> data) {
        return Upstream.event(type, aggregate, id, version, TRACEPARENT, AUTHOR, data);
    }
}
