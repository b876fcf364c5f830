/** Customers made up, for a shop that somebody looks at. */
@NullMarked
package org.chasqui.systemtests.demo;

import org.jspecify.annotations.NullMarked;
