/** The door for events of other services: the subscriptions, and the listener that calls a handler. */
@NullMarked
package org.chasqui.orders.commands.messages;

import org.jspecify.annotations.NullMarked;
