/** Versions of things as HTTP sees them: entity tags, and requests that hold only for some of them (RFC 9110). */
@NullMarked
package org.chasqui.http.versions;

import org.jspecify.annotations.NullMarked;
