package org.chasqui.products.commands.domain;

import java.util.Collection;

/** The part of {@link Reservations} that Spring Data cannot write itself. */
interface ReservationWriter {

    /**
     * Writes reservations, new ones and changed ones, in batches and before this returns. The flush writes every entity that the
     * transaction has changed, so also the stock of the products.
     *
     * <p>Why not {@code saveAll}: a new reservation has its id, the order's, from the start, so Spring Data would look
     * for each of them first.
     */
    void persistAndFlush(Collection<Reservation> reservations);
}
