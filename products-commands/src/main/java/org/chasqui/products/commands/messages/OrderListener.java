package org.chasqui.products.commands.messages;

import java.util.List;
import java.util.stream.Stream;
import org.chasqui.messaging.Message;
import org.chasqui.products.commands.application.SettleOrder;
import org.chasqui.products.commands.application.SettleOrdersHandler;
import org.springframework.stereotype.Component;

/** Hears of orders and has their stock settled. */
@Component
class OrderListener {

    private final SettleOrdersHandler settleOrders;

    OrderListener(SettleOrdersHandler settleOrders) {
        this.settleOrders = settleOrders;
    }

    void ordersChanged(List<Message<OrderEvent>> messages) {
        var commands = Message.newestOfEach(messages).stream()
                .flatMap(OrderListener::settleOrder)
                .toList();
        // why: half of all events only say that an order ended, and cost no statement
        if (!commands.isEmpty()) {
            settleOrders.handle(commands);
        }
    }

    private static Stream<SettleOrder> settleOrder(Message<OrderEvent> message) {
        return message.data().demand().map(demand -> new SettleOrder(demand, message)).stream();
    }
}
