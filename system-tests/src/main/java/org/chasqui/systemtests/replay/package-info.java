/** Sends real invoices to a running shop and compares the sums. */
@NullMarked
package org.chasqui.systemtests.replay;

import org.jspecify.annotations.NullMarked;
