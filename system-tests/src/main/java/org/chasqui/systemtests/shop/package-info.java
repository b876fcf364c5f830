/** The shop as its customers see it: everything goes through the gateway, over HTTP. */
@NullMarked
package org.chasqui.systemtests.shop;

import org.jspecify.annotations.NullMarked;
