/** Customers that put load on the shop, and the journal of the answers that they got. */
@NullMarked
package org.chasqui.systemtests.load;

import org.jspecify.annotations.NullMarked;
