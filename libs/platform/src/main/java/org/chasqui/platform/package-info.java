/** What every service stands on: its settings, its clock, the trace of what it does, and how its domain says no. */
@NullMarked
package org.chasqui.platform;

import org.jspecify.annotations.NullMarked;
