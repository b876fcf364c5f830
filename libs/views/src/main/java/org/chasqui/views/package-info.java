/** Single views over HTTP: as new as the caller asks for, from the cache where it has them. */
@NullMarked
package org.chasqui.views;

import org.jspecify.annotations.NullMarked;
