/** The write side of orders: one command at a time, one transaction each. */
@NullMarked
package org.chasqui.orders.commands;

import org.jspecify.annotations.NullMarked;
