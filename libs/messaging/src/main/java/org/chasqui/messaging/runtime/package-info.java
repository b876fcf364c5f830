/** Loops that turn the steps of messaging, and what they need to start, back off and drain. */
@NullMarked
package org.chasqui.messaging.runtime;

import org.jspecify.annotations.NullMarked;
