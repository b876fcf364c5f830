/** Rows copied from users and products, as far as placing an order needs them, and what fills them. */
@NullMarked
package org.chasqui.orders.commands.replica;

import org.jspecify.annotations.NullMarked;
