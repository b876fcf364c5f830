/** Tests of the script that starts the shop on one machine. */
@NullMarked
package org.chasqui.systemtests.script;

import org.jspecify.annotations.NullMarked;
