package org.chasqui.products.commands.domain;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.chasqui.platform.Place;
import org.jspecify.annotations.Nullable;

/**
 * The units that an order wants of the stock, by its newest known state.
 *
 * @param lines at least one, each of another product
 * @param market where they are to be sold; null for an order of no market
 * @param marketId its id; null for an order of no market
 * @param refused why the order gets nothing; null in every other state
 * @param reminded whether the order still waits, so that it may have missed the answer
 */
public record OrderDemand(
        long order,
        List<OrderLine> lines,
        @Nullable Place market,
        @Nullable Long marketId,
        Claim claim,
        @Nullable Refused refused,
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
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("Order %d wants nothing".formatted(order));
        }
        if ((claim == Claim.REFUSED) != (refused != null)) {
            throw new IllegalArgumentException(
                    "Only a refusal has a reason, and it has one: order %d, %s, %s".formatted(order, claim, refused));
        }
    }

    public static OrderDemand of(long order, List<OrderLine> lines, Claim claim) {
        return new OrderDemand(order, lines, null, null, claim, null, false);
    }

    public static OrderDemand refused(long order, List<OrderLine> lines, Refused refused) {
        return new OrderDemand(order, lines, null, null, Claim.REFUSED, refused, false);
    }

    /** The same demand of an order that names a market. */
    public OrderDemand in(Place where) {
        return new OrderDemand(order, lines, where, where.id(), claim, refused, reminded);
    }

    /** The same demand of an order that may have missed the answer. */
    public OrderDemand again() {
        return new OrderDemand(order, lines, market, marketId, claim, refused, true);
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

    Refused refusal() {
        return Objects.requireNonNull(refused, "A refusal says why");
    }
}
