/** Loops that run workers, and what they need to start, back off and drain. */
@NullMarked
package org.chasqui.platform.worker;

import org.jspecify.annotations.NullMarked;
