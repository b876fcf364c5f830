package org.chasqui.orders.commands.application;

import java.time.Clock;
import java.util.List;
import org.chasqui.messaging.EventLog;
import org.chasqui.orders.commands.domain.Order;
import org.chasqui.orders.commands.domain.OrderEvent;
import org.chasqui.orders.commands.domain.Orders;
import org.chasqui.orders.commands.domain.WantedLine;
import org.chasqui.orders.commands.replica.Replicas;
import org.chasqui.platform.Place;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
public class PlaceOrderHandler {

    /**
     * Orders some units of products for a user.
     *
     * @param lines at least one, each of another product
     * @param market where they are to be sold; null for an order of no market
     */
    public record PlaceOrder(
            long user, List<WantedLine> lines, @Nullable Place market) {}

    private final Replicas known;
    private final Orders orders;
    private final EventLog eventLog;
    private final Clock clock;

    PlaceOrderHandler(Replicas known, Orders orders, EventLog eventLog, Clock clock) {
        this.known = known;
        this.orders = orders;
        this.eventLog = eventLog;
        this.clock = clock;
    }

    /**
     * Places the order, or refuses it; the event is kept only if the order is.
     *
     * @throws org.chasqui.orders.commands.domain.UnknownUserOrProduct if one of them is not known here
     * @throws org.chasqui.orders.commands.domain.NotSold if products are withdrawn, or not sold in the market
     * @throws org.chasqui.orders.commands.domain.MarketRefused if the market is not known here, or closed
     * @throws org.chasqui.orders.commands.domain.Money.OrderTotalTooLarge if the total would be too large to be exact
     */
    @Transactional
    public Order handle(PlaceOrder command) {
        var lines = known.priced(command.user(), command.lines(), command.market());
        var market = command.market() == null ? null : known.requireOpen(command.market());
        var order = orders.saveAndFlush(Order.place(command.user(), lines, market, clock.instant()));
        eventLog.append(OrderEvent.placed(order));
        return order;
    }
}
