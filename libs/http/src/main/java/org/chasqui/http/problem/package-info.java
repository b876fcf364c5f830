/** Every error answer as problem details (RFC 9457), from whatever layer it comes. */
@NullMarked
package org.chasqui.http.problem;

import org.jspecify.annotations.NullMarked;
