/** What a product is, how much there is of it, and which order gets some. */
@NullMarked
package org.chasqui.products.commands.domain;

import org.jspecify.annotations.NullMarked;
