/** The door for events: unpack, call a handler. */
@NullMarked
package org.chasqui.products.commands.messages;

import org.jspecify.annotations.NullMarked;
