/** The read side of products: a replica that follows their events. */
@NullMarked
package org.chasqui.products.queries;

import org.jspecify.annotations.NullMarked;
