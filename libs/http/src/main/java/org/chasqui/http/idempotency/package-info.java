/** Commands that a client repeats with the same {@code Idempotency-Key} have one effect and one answer. */
@NullMarked
package org.chasqui.http.idempotency;

import org.jspecify.annotations.NullMarked;
