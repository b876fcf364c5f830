/** The read side of orders: a replica that follows their events, and those of users and products for the names. */
@NullMarked
package org.chasqui.orders.queries;

import org.jspecify.annotations.NullMarked;
