package org.chasqui.products.commands.application;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.chasqui.messaging.Event;
import org.chasqui.messaging.EventLog;
import org.chasqui.messaging.Message;
import org.chasqui.products.commands.domain.Market;
import org.chasqui.products.commands.domain.Markets;
import org.chasqui.products.commands.domain.OrderDemand;
import org.chasqui.products.commands.domain.OrderLine;
import org.chasqui.products.commands.domain.ProductEvent;
import org.chasqui.products.commands.domain.Products;
import org.chasqui.products.commands.domain.Reservation;
import org.chasqui.products.commands.domain.ReservationEvent;
import org.chasqui.products.commands.domain.Reservations;
import org.chasqui.products.commands.domain.Stockroom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The stock half of the order saga.
 *
 * <p>Why many orders at a time: every order of the shop passes here, and a batch needs no more statements than one order.
 */
@Service
public class SettleOrdersHandler {

    /**
     * Settles the demand of an order: reserves, refuses or releases all of its units.
     *
     * @param cause the message about the order, whose trace goes on in the events that follow
     */
    public record SettleOrder(OrderDemand demand, Message<?> cause) {}

    private static final Logger log = LoggerFactory.getLogger(SettleOrdersHandler.class);

    private final Products products;
    private final Markets markets;
    private final Reservations reservations;
    private final EventLog eventLog;

    SettleOrdersHandler(Products products, Markets markets, Reservations reservations, EventLog eventLog) {
        this.products = products;
        this.markets = markets;
        this.reservations = reservations;
        this.eventLog = eventLog;
    }

    /**
     * Settles one order after the other, first those that give units back, and publishes the changes. An order that is settled already stays
     * as it is.
     *
     * @param commands at most one for each order
     */
    @Transactional
    public void handle(List<SettleOrder> commands) {
        var unsettled = unsettled(commands).stream()
                .sorted(Comparator.comparing(command -> command.demand().claim()))
                .toList();
        if (!unsettled.isEmpty()) {
            settle(unsettled);
        }
    }

    /** Why a query first: half of all events only say that an order ended. They cost one statement and no lock. */
    private List<SettleOrder> unsettled(List<SettleOrder> commands) {
        var quiet = commands.stream()
                .map(SettleOrder::demand)
                .filter(OrderDemand::mayBeSettled)
                .toList();
        if (quiet.isEmpty()) {
            return commands;
        }
        var settled = reservations.findSettled(
                quiet.stream().map(OrderDemand::order).toArray(Long[]::new),
                quiet.stream()
                        .map(demand -> demand.target().orElseThrow().label())
                        .toArray(String[]::new));
        return commands.stream()
                .filter(command -> !settled.contains(command.demand().order()))
                .toList();
    }

    private void settle(List<SettleOrder> commands) {
        var stockroom = load(commands);
        var settled = new LinkedHashMap<Reservation, Message<?>>();
        for (var command : commands) {
            stockroom.settle(command.demand()).ifPresent(reservation -> settled.put(reservation, command.cause()));
        }
        reservations.persistAndFlush(settled.keySet());
        eventLog.append(events(stockroom, settled));
        report(commands, stockroom);
    }

    private static void report(List<SettleOrder> commands, Stockroom stockroom) {
        var promised = commands.stream()
                .map(SettleOrder::demand)
                .filter(demand -> demand.claim() == OrderDemand.Claim.PROMISED)
                .map(OrderDemand::order)
                .toList();
        if (promised.isEmpty()) {
            return;
        }
        log.warn("Made reservations for completed orders that had none: {}", promised);
        stockroom
                .oversoldProducts()
                .forEach(product -> log.error(
                        "Product {} is oversold: its stock is {}",
                        product.id(),
                        product.stock().units()));
    }

    private Stockroom load(List<SettleOrder> commands) {
        // why in this order: another transaction that decides about these orders waits for their products, so the
        // reservations read next are the newest
        var locked = products.findAllForUpdateById(
                distinct(commands, demand -> demand.lines().stream().map(OrderLine::product)));
        var named = lockMarkets(commands);
        return new Stockroom(
                locked, named, reservations.findAllByOrder(distinct(commands, demand -> Stream.of(demand.order()))));
    }

    private List<Market> lockMarkets(List<SettleOrder> commands) {
        var named = commands.stream()
                .map(SettleOrder::demand)
                .filter(demand -> demand.claim() == OrderDemand.Claim.UNDECIDED)
                .map(OrderDemand::marketId)
                .filter(Objects::nonNull)
                .distinct()
                .toArray(Long[]::new);
        return named.length == 0 ? List.of() : markets.findAllForUpdateById(named);
    }

    /** One event for each product, whatever the number of orders that drew on it: the flush made one version. */
    private static List<Event> events(Stockroom stockroom, Map<Reservation, Message<?>> settled) {
        var products = stockroom.changedProducts().stream().map(ProductEvent::changed);
        var reservations = settled.entrySet().stream()
                .map(entry -> ReservationEvent.of(entry.getKey()).causedBy(entry.getValue()));
        return Stream.concat(products, reservations).toList();
    }

    private static Long[] distinct(List<SettleOrder> commands, Function<OrderDemand, Stream<Long>> ids) {
        return commands.stream()
                .map(SettleOrder::demand)
                .flatMap(ids)
                .distinct()
                .toArray(Long[]::new);
    }
}
