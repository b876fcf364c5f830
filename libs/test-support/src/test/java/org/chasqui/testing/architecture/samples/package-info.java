/** Code that breaks each rule of the architecture, and some that breaks none, to test the rules with. */
@NullMarked
package org.chasqui.testing.architecture.samples;

import org.jspecify.annotations.NullMarked;
