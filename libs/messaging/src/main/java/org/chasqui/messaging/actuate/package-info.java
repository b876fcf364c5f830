/** Shows messaging to operators, and lets them intervene. */
@NullMarked
package org.chasqui.messaging.actuate;

import org.jspecify.annotations.NullMarked;
