package org.chasqui.products.commands.application;

import org.chasqui.messaging.Message;
import org.chasqui.products.commands.domain.OrderDemand;

/**
 * Gives an order what it wants of the stock, as far as possible.
 *
 * @param cause the message that told of the order; what is published goes on in its trace
 */
public record SettleOrder(OrderDemand demand, Message<?> cause) {}
