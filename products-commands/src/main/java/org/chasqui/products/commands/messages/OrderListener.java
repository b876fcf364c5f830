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
        settleOrders.handle(Message.newestOfEach(messages).stream()
                .flatMap(OrderListener::settleOrder)
                .toList());
    }

    private static Stream<SettleOrder> settleOrder(Message<OrderEvent> message) {
        var reminded = message.type().equals("order.reminded.v1");
        return message.data().demand().stream()
                .map(demand -> new SettleOrder(reminded ? demand.again() : demand, message));
    }
}
