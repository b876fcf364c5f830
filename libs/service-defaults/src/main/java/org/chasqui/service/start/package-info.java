/** What makes services start faster. */
@NullMarked
package org.chasqui.service.start;

import org.jspecify.annotations.NullMarked;
