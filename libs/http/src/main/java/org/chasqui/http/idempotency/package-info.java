/** Requests that can be sent again: the same key gives the same answer, and what was asked happens once. */
@NullMarked
package org.chasqui.http.idempotency;

import org.jspecify.annotations.NullMarked;
