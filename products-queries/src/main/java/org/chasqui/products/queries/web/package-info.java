/** Reads over HTTP. */
@NullMarked
package org.chasqui.products.queries.web;

import org.jspecify.annotations.NullMarked;
