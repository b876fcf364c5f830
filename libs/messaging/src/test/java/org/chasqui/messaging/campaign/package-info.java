/** A small shop, driven at random through everything that can go wrong, and the invariants that must hold nevertheless. */
@NullMarked
package org.chasqui.messaging.campaign;

import org.jspecify.annotations.NullMarked;
