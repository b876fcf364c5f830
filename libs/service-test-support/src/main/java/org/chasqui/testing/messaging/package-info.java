/** Events for the tests of services that consume some. */
@NullMarked
package org.chasqui.testing.messaging;

import org.jspecify.annotations.NullMarked;
