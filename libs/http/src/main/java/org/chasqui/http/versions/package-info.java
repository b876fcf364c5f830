/** Versions of things as HTTP sees them: entity tags (RFC 9110), commands for one version, and requests that wait for one. */
@NullMarked
package org.chasqui.http.versions;

import org.jspecify.annotations.NullMarked;
