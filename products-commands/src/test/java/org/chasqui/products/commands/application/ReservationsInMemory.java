package org.chasqui.products.commands.application;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.chasqui.products.commands.domain.Reservation;
import org.chasqui.products.commands.domain.Reservations;

/** Reservations without a database. */
final class ReservationsInMemory implements Reservations {

    private final Map<Long, Reservation> reservations = new TreeMap<>();

    @Override
    public List<Reservation> findAllByOrder(Long[] orders) {
        return Stream.of(orders)
                .flatMap(order -> Optional.ofNullable(reservations.get(order)).stream())
                .toList();
    }

    @Override
    public Set<Long> findSettled(Long[] orders, String[] states) {
        return IntStream.range(0, orders.length)
                .filter(index -> isSettled(orders[index], states[index]))
                .mapToObj(index -> orders[index])
                .collect(Collectors.toSet());
    }

    private boolean isSettled(long order, String state) {
        return Optional.ofNullable(reservations.get(order))
                .map(reservation -> reservation.state().label())
                .filter(known -> known.equals(state) || known.equals("released"))
                .isPresent();
    }

    @Override
    public void persistAndFlush(Collection<Reservation> settled) {
        settled.forEach(reservation -> reservations.put(reservation.order(), reservation));
    }
}
