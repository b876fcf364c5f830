/** From events to rows. */
@NullMarked
package org.chasqui.orders.queries.projection;

import org.jspecify.annotations.NullMarked;
