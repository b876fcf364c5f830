/** The trace that a request belongs to, from its headers into every log line and event. */
@NullMarked
package org.chasqui.http.trace;

import org.jspecify.annotations.NullMarked;
