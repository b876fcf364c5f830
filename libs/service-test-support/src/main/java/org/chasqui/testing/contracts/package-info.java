/** Checks what a service publishes. */
@NullMarked
package org.chasqui.testing.contracts;

import org.jspecify.annotations.NullMarked;
