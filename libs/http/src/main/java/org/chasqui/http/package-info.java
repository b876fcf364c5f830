/** The parts of a request that a controller or a command takes: text, changes, pages, and headers that may be wrong. */
@NullMarked
package org.chasqui.http;

import org.jspecify.annotations.NullMarked;
