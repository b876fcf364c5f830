/** The replica's rows, only ever read. */
@NullMarked
package org.chasqui.products.queries.view;

import org.jspecify.annotations.NullMarked;
