/** The auditor: what must be true of the databases and of Redis, asked there directly and not through any service. */
@NullMarked
package org.chasqui.systemtests.invariants;

import org.jspecify.annotations.NullMarked;
