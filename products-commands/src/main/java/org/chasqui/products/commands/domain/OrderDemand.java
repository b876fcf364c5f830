package org.chasqui.products.commands.domain;

import java.util.Objects;
import java.util.Optional;
import org.chasqui.platform.Place;
import org.jspecify.annotations.Nullable;

/**
 * The units that an order wants of the stock, by its newest known state.
 *
 * @param quantity units, at least 1
 * @param market where it is to be sold; null for an order of no market
 * @param reason why the order was refused; null in every other state
 * @param reminded whether the order still waits, so that it may have missed the answer
 */
public record OrderDemand(
        long order,
        long product,
        long quantity,
        @Nullable Place market,
        Claim claim,
        Reservation.@Nullable Reason reason,
        boolean reminded) {

    /**
     * The right of an order to its units. A decision is a promise that other services have heard of, so it holds even if this service has
     * lost it.
     *
     * <p>In the order in which claims are met: orders that give back, then orders that were promised their units, then new ones.
     */
    public enum Claim {
        /** To nothing: it is cancelled, or to be cancelled. */
        GIVEN_UP,
        /** To nothing: it was refused. */
        REFUSED,
        /** To its units: they were promised. */
        PROMISED,
        /** To a decision. */
        UNDECIDED
    }

    public OrderDemand {
        // why: a reservation of less than one unit would create stock
        if (quantity < 1) {
            throw new IllegalArgumentException("Order %d demands %d units".formatted(order, quantity));
        }
        if ((claim == Claim.REFUSED) != (reason != null)) {
            throw new IllegalArgumentException(
                    "Only a refusal has a reason, and it has one: order %d, %s, %s".formatted(order, claim, reason));
        }
    }

    public static OrderDemand of(long order, long product, long quantity, Claim claim) {
        return new OrderDemand(order, product, quantity, null, claim, null, false);
    }

    public static OrderDemand refused(long order, long product, long quantity, Reservation.Reason reason) {
        return new OrderDemand(order, product, quantity, null, Claim.REFUSED, reason, false);
    }

    /** The same demand of an order that names a market. */
    public OrderDemand in(@Nullable Place where) {
        return new OrderDemand(order, product, quantity, where, claim, reason, reminded);
    }

    /** The same demand of an order that may have missed the answer. */
    public OrderDemand again() {
        return new OrderDemand(order, product, quantity, market, claim, reason, true);
    }

    /** Whether nothing may be left to do: the order asks for no decision and for no answer. */
    public boolean mayBeSettled() {
        return claim != Claim.UNDECIDED && !reminded;
    }

    /** The state that a reservation has once the claim is met; empty if that is still to be decided. */
    public Optional<Reservation.State> target() {
        return switch (claim) {
            case GIVEN_UP -> Optional.of(Reservation.State.RELEASED);
            case REFUSED -> Optional.of(Reservation.State.REFUSED);
            case PROMISED -> Optional.of(Reservation.State.RESERVED);
            case UNDECIDED -> Optional.empty();
        };
    }

    Reservation.Reason refusal() {
        return Objects.requireNonNull(reason, "A refusal says why");
    }
}
