/** The events as {@code contracts/} describes them, and a subscriber that is not one of the six services. */
@NullMarked
package org.chasqui.systemtests.events;

import org.jspecify.annotations.NullMarked;
