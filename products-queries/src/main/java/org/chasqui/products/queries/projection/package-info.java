/** From events to rows. */
@NullMarked
package org.chasqui.products.queries.projection;

import org.jspecify.annotations.NullMarked;
