/** Runs the whole system as processes of this machine, started by the project's own script, and disturbs it. */
@NullMarked
package org.chasqui.systemtests.processes;

import org.jspecify.annotations.NullMarked;
