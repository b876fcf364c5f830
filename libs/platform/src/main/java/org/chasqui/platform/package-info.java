/** The base of every service: settings, clock, trace, and the refusals of its domain. */
@NullMarked
package org.chasqui.platform;

import org.jspecify.annotations.NullMarked;
