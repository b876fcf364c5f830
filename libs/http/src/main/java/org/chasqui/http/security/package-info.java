/** Who calls, by a signed token, and what a caller may do. Nothing of it is at work unless {@code chasqui.security.enabled} is set. */
@NullMarked
package org.chasqui.http.security;

import org.jspecify.annotations.NullMarked;
