/** What an operator sees of messaging and can do about it. */
@NullMarked
package org.chasqui.messaging.actuate;

import org.jspecify.annotations.NullMarked;
