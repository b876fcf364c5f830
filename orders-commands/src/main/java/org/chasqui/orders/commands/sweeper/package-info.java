/** Looks after orders that nobody has decided about for too long. */
@NullMarked
package org.chasqui.orders.commands.sweeper;

import org.jspecify.annotations.NullMarked;
