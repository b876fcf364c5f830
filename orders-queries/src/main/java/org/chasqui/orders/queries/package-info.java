/** The read side of orders: a replica that follows their events, and for the names those of users and products. */
@NullMarked
package org.chasqui.orders.queries;

import org.jspecify.annotations.NullMarked;
