/** Customers in numbers, and what they wrote down of what the shop told them. */
@NullMarked
package org.chasqui.systemtests.load;

import org.jspecify.annotations.NullMarked;
