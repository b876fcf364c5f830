/** Reads over HTTP. */
@NullMarked
package org.chasqui.orders.queries.web;

import org.jspecify.annotations.NullMarked;
