/** Every error answer as problem details (RFC 9457), from every layer. */
@NullMarked
package org.chasqui.http.problem;

import org.jspecify.annotations.NullMarked;
