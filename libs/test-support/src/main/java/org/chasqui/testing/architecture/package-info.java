/** Architecture rules. They fail when code breaks them, and also when they match nothing. */
@NullMarked
package org.chasqui.testing.architecture;

import org.jspecify.annotations.NullMarked;
