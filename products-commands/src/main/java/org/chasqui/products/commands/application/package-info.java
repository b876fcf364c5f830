/** One use case a handler, one transaction a use case. */
@NullMarked
package org.chasqui.products.commands.application;

import org.jspecify.annotations.NullMarked;
