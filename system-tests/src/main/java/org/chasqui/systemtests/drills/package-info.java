/** Faults that are done to a busy shop of its own, and what must be true when they are over; see docs/drills.md. */
@NullMarked
package org.chasqui.systemtests.drills;

import org.jspecify.annotations.NullMarked;
