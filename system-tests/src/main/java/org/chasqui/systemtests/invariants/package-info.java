/** Audits the databases and Redis directly, not through any service. */
@NullMarked
package org.chasqui.systemtests.invariants;

import org.jspecify.annotations.NullMarked;
