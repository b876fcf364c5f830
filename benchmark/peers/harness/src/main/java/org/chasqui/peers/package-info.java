/** The load that all peers get, the replica that they keep, and what is measured of both. */
@NullMarked
package org.chasqui.peers;

import org.jspecify.annotations.NullMarked;
