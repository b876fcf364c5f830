/** The door for HTTP: unpack, call a handler, answer. */
@NullMarked
package org.chasqui.orders.commands.web;

import org.jspecify.annotations.NullMarked;
