/** Tests that use a shop as customers do, through HTTP alone, against processes, containers or any other running shop. */
@NullMarked
package org.chasqui.systemtests.journeys;

import org.jspecify.annotations.NullMarked;
