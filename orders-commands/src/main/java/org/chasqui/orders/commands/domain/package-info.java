/** What an order is, which rules hold for it, and how it ends. */
@NullMarked
package org.chasqui.orders.commands.domain;

import org.jspecify.annotations.NullMarked;
