/** Traces for OpenTelemetry, in a service that has a place to export them to. */
@NullMarked
package org.chasqui.platform.tracing;

import org.jspecify.annotations.NullMarked;
