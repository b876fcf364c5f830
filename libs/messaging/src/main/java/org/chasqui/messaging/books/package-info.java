/** Verification: compares tables with the newest events of their streams, at one position, and repairs copies by their events. */
@NullMarked
package org.chasqui.messaging.books;

import org.jspecify.annotations.NullMarked;
