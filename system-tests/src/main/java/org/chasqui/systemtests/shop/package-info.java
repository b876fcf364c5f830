/** The shop as its customers see it: over HTTP, through the gateway. */
@NullMarked
package org.chasqui.systemtests.shop;

import org.jspecify.annotations.NullMarked;
