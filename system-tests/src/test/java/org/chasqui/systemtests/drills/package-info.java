/** What may go wrong, made to go wrong under load, and the invariants that must balance afterwards. */
@NullMarked
package org.chasqui.systemtests.drills;

import org.jspecify.annotations.NullMarked;
