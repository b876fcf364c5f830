/** The trace that a request belongs to, from its headers into every log line and event. */
@NullMarked
package org.chasqui.service.trace;

import org.jspecify.annotations.NullMarked;
