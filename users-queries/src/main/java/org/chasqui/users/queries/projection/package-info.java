/** From events to rows. */
@NullMarked
package org.chasqui.users.queries.projection;

import org.jspecify.annotations.NullMarked;
