/** How a service speaks HTTP. */
@NullMarked
package org.chasqui.http;

import org.jspecify.annotations.NullMarked;
