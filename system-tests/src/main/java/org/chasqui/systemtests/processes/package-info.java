/** The whole system as real processes of this machine, started by the project's own script, and the ways to disturb it. */
@NullMarked
package org.chasqui.systemtests.processes;

import org.jspecify.annotations.NullMarked;
