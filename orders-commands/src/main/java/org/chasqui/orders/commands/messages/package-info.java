/** The door for events of other services: which are heard, and what of them is read. */
@NullMarked
package org.chasqui.orders.commands.messages;

import org.jspecify.annotations.NullMarked;
