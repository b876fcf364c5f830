/** What a person starts by hand: benchmark and replay. */
@NullMarked
package org.chasqui.systemtests;

import org.jspecify.annotations.NullMarked;
