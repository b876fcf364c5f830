package org.chasqui.orders.commands.sweeper;

import org.chasqui.orders.commands.application.RemindOrders;
import org.chasqui.orders.commands.application.RemindOrdersHandler;
import org.chasqui.platform.worker.Pass;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tells again of orders that have waited for a decision for too long: whoever should decide may have missed them. */
@Component
class OrderSweeper {

    private static final Logger log = LoggerFactory.getLogger(OrderSweeper.class);

    private final RemindOrdersHandler remindOrders;
    private final SweeperProperties settings;

    OrderSweeper(RemindOrdersHandler remindOrders, SweeperProperties settings) {
        this.remindOrders = remindOrders;
        this.settings = settings;
    }

    /** Tells of as many as fit into one transaction; progress means that there may be more. */
    Pass runOnce() {
        var ids = remindOrders.handle(new RemindOrders(settings.overdueAfter(), settings.batchSize()));
        if (!ids.isEmpty()) {
            log.warn("{} orders are undecided for more than {}: {}", ids.size(), settings.overdueAfter(), ids);
        }
        return ids.size() == settings.batchSize() ? Pass.PROGRESSED : Pass.IDLE;
    }
}
