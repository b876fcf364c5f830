package org.chasqui.products.commands.domain;

import java.util.List;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;

/** All reservations. */
public interface Reservations extends Repository<Reservation, Long>, ReservationWriter {

    /** The reservations of those of the orders that have one. */
    @NativeQuery("SELECT * FROM reservation WHERE order_id = ANY(:orders)")
    List<Reservation> findAllByOrder(Long[] orders);
}
