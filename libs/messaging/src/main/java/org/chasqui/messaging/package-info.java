/** Change events between services: written to a log with the change itself, carried by Redis lists, applied exactly once in effect. */
@NullMarked
package org.chasqui.messaging;

import org.jspecify.annotations.NullMarked;
