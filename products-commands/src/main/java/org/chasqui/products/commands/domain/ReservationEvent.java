package org.chasqui.products.commands.domain;

import org.chasqui.messaging.Event;
import org.jspecify.annotations.Nullable;

/** The published event of a reservation: its full state, under a type that names the decision. */
public record ReservationEvent(
        long order,
        long product,
        long quantity,
        String state,
        @Nullable String reason) {

    public static Event of(Reservation reservation) {
        return Event.of(
                typeFor(reservation.state()),
                "reservation",
                reservation.order(),
                reservation.version(),
                stateOf(reservation));
    }

    private static String typeFor(Reservation.State state) {
        return switch (state) {
            case RESERVED -> "reservation.made.v1";
            case REFUSED -> "reservation.refused.v1";
            case RELEASED -> "reservation.released.v1";
        };
    }

    private static ReservationEvent stateOf(Reservation reservation) {
        return new ReservationEvent(
                reservation.order(),
                reservation.product(),
                reservation.quantity(),
                reservation.state().label(),
                reservation.reason().map(Reservation.Reason::label).orElse(null));
    }
}
