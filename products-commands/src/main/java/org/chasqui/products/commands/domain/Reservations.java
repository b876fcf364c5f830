package org.chasqui.products.commands.domain;

import java.util.List;
import java.util.Set;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;

/** All reservations. */
public interface Reservations extends Repository<Reservation, Long>, ReservationWriter {

    /** The reservations of those orders that have one. */
    @NativeQuery("SELECT * FROM reservation WHERE order_id = ANY(:orders)")
    List<Reservation> findAllByOrder(Long[] orders);

    /**
     * Those of the orders that are settled: their reservation is in the state at the same place of {@code states}, or released, which is
     * final.
     */
    @NativeQuery("""
            SELECT order_id
            FROM reservation
            JOIN unnest(CAST(:orders AS bigint[]), CAST(:states AS text[])) AS ended(order_id, ended_state) USING (order_id)
            WHERE state IN (ended_state, 'released')
            """)
    Set<Long> findSettled(Long[] orders, String[] states);
}
