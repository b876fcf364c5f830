package org.chasqui.users.queries.projection;

import org.jspecify.annotations.Nullable;

/** A user's full state after a change, as far as it is shown here. */
record UserEvent(
        long id,
        String username,
        @Nullable String firstName,
        @Nullable String lastName) {}
