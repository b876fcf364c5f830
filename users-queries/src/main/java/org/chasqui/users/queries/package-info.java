/** The read side of users: a replica that follows their events. */
@NullMarked
package org.chasqui.users.queries;

import org.jspecify.annotations.NullMarked;
