/** One use case a handler, one transaction a use case. */
@NullMarked
package org.chasqui.orders.commands.application;

import org.jspecify.annotations.NullMarked;
