/** Injects faults under load, and checks the invariants afterwards. */
@NullMarked
package org.chasqui.systemtests.drills;

import org.jspecify.annotations.NullMarked;
