/** The order, its rules, and its ends. */
@NullMarked
package org.chasqui.orders.commands.domain;

import org.jspecify.annotations.NullMarked;
