/** What counts as acceptable text, said once for the HTTP boundary and for domain values. */
@NullMarked
package org.chasqui.http.text;

import org.jspecify.annotations.NullMarked;
