/** Lists as their readers walk through them, for the tests of services. */
@NullMarked
package org.chasqui.testing.lists;

import org.jspecify.annotations.NullMarked;
