/** Programs that ./chasqui starts: drills and replay. */
@NullMarked
package org.chasqui.systemtests;

import org.jspecify.annotations.NullMarked;
