/** Injects faults into a busy private shop, and checks what must be true afterwards; see docs/drills.md. */
@NullMarked
package org.chasqui.systemtests.drills;

import org.jspecify.annotations.NullMarked;
