/** The product, its stock, and the decision which order gets units of it. */
@NullMarked
package org.chasqui.products.commands.domain;

import org.jspecify.annotations.NullMarked;
