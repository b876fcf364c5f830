/** Measures a running shop, always beside something to compare with in the same run. */
@NullMarked
package org.chasqui.systemtests.figures;

import org.jspecify.annotations.NullMarked;
