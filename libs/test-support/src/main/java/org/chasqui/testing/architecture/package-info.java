/** The architecture as rules that fail when it is broken, and also when they find nothing to judge. */
@NullMarked
package org.chasqui.testing.architecture;

import org.jspecify.annotations.NullMarked;
