/** The script that starts the shop on one machine, as a person calls it. */
@NullMarked
package org.chasqui.systemtests.script;

import org.jspecify.annotations.NullMarked;
