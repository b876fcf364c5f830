/** Tests of the whole system through its gateway, and of rules that no single module can check. */
@NullMarked
package org.chasqui.systemtests;

import org.jspecify.annotations.NullMarked;
