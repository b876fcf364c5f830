package org.chasqui.orders.commands.application;

import org.chasqui.messaging.Message;
import org.chasqui.orders.commands.domain.StockDecision;

/**
 * Lets an order heed what was decided about its stock.
 *
 * @param cause the message that told of it, whose trace goes on in what is published
 */
public record DecideOrder(long id, StockDecision decision, Message<?> cause) {}
