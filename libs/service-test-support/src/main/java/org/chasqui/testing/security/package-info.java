/** Who may call what: the tests that every service has. */
@NullMarked
package org.chasqui.testing.security;

import org.jspecify.annotations.NullMarked;
