/** The whole system through its gateway, and the rules that no single module can test. */
@NullMarked
package org.chasqui.systemtests;

import org.jspecify.annotations.NullMarked;
