/** Tables as an earlier release has left them, for the tests of services. */
@NullMarked
package org.chasqui.testing.migrations;

import org.jspecify.annotations.NullMarked;
