package org.chasqui.products.commands.domain;

import java.util.List;
import org.chasqui.messaging.Event;
import org.jspecify.annotations.Nullable;

/**
 * The published event of a reservation: its full state, under a type that names the decision. One of one line is published as it was before
 * there were several, so that releases from then understand it.
 */
public final class ReservationEvent {

    private ReservationEvent() {}

    public static Event of(Reservation reservation) {
        var lines = reservation.lines();
        var reason = reservation.reason().map(Refused::why).orElse(null);
        var state = reservation.state().label();
        return lines.size() == 1
                ? event(".v1", reservation, OfOneLine.of(reservation.order(), lines.getFirst(), state, reason))
                : event(".v2", reservation, new OfSeveralLines(reservation.order(), lines, state, reason));
    }

    private static Event event(String version, Reservation reservation, Record state) {
        return Event.of(
                typeFor(reservation.state()) + version,
                "reservation",
                reservation.order(),
                reservation.version(),
                state);
    }

    private static String typeFor(Reservation.State state) {
        return switch (state) {
            case RESERVED -> "reservation.made";
            case REFUSED -> "reservation.refused";
            case RELEASED -> "reservation.released";
        };
    }

    /** A reservation of one line. */
    record OfOneLine(
            long order,
            long product,
            long quantity,
            String state,
            @Nullable String reason) {

        static OfOneLine of(long order, OrderLine line, String state, @Nullable String reason) {
            return new OfOneLine(order, line.product(), line.quantity(), state, reason);
        }
    }

    /** A reservation of several lines. */
    record OfSeveralLines(
            long order,
            List<OrderLine> lines,
            String state,
            @Nullable String reason) {}
}
