/** Real invoices sent through a running shop, and the sums compared. */
@NullMarked
package org.chasqui.systemtests.replay;

import org.jspecify.annotations.NullMarked;
