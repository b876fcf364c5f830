/** Code that breaks each architecture rule, and some that breaks none, for the tests of the rules. */
@NullMarked
package org.chasqui.testing.architecture.samples;

import org.jspecify.annotations.NullMarked;
