package org.chasqui.products.commands.application;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.chasqui.messaging.Event;
import org.chasqui.messaging.EventLog;
import org.chasqui.messaging.Message;
import org.chasqui.products.commands.domain.OrderDemand;
import org.chasqui.products.commands.domain.ProductEvent;
import org.chasqui.products.commands.domain.Products;
import org.chasqui.products.commands.domain.Reservation;
import org.chasqui.products.commands.domain.ReservationEvent;
import org.chasqui.products.commands.domain.Reservations;
import org.chasqui.products.commands.domain.Stockroom;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The stock half of the order saga.
 *
 * <p>Why many orders at a time: every order of the shop passes here, and a batch costs no more statements than one.
 */
@Service
public class SettleOrdersHandler {

    private final Products products;
    private final Reservations reservations;
    private final EventLog eventLog;

    SettleOrdersHandler(Products products, Reservations reservations, EventLog eventLog) {
        this.products = products;
        this.reservations = reservations;
        this.eventLog = eventLog;
    }

    /** Settles one order after the other, and publishes what changed; what was settled before stays as it is. */
    @Transactional
    public void handle(List<SettleOrder> commands) {
        var stockroom = open(commands);
        var settled = new LinkedHashMap<Reservation, Message<?>>();
        for (var command : commands) {
            stockroom.settle(command.demand()).ifPresent(reservation -> settled.put(reservation, command.cause()));
        }
        reservations.persistAndFlush(settled.keySet());
        eventLog.append(events(stockroom, settled));
    }

    private Stockroom open(List<SettleOrder> commands) {
        // why in this order: who else decides about these orders waits for their products, so the reservations read
        // next are the newest
        var locked = products.findAllForUpdateById(distinct(commands, OrderDemand::product));
        return new Stockroom(locked, reservations.findAllByOrder(distinct(commands, OrderDemand::order)));
    }

    /** One event a product, however many orders drew on it: the flush made one version of it. */
    private static List<Event> events(Stockroom stockroom, Map<Reservation, Message<?>> settled) {
        var products = stockroom.changedProducts().stream().map(ProductEvent::changed);
        var reservations = settled.entrySet().stream()
                .map(entry -> ReservationEvent.of(entry.getKey()).causedBy(entry.getValue()));
        return Stream.concat(products, reservations).toList();
    }

    private static Long[] distinct(List<SettleOrder> commands, ToLongFunction<OrderDemand> id) {
        return commands.stream()
                .map(SettleOrder::demand)
                .mapToLong(id)
                .distinct()
                .boxed()
                .toArray(Long[]::new);
    }
}
