/** What customers can do, through HTTP alone: the same against processes, containers or any other running shop. */
@NullMarked
package org.chasqui.systemtests.journeys;

import org.jspecify.annotations.NullMarked;
