/** The replica's rows, only ever read. */
@NullMarked
package org.chasqui.orders.queries.view;

import org.jspecify.annotations.NullMarked;
