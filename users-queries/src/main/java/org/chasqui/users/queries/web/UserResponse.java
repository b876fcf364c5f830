package org.chasqui.users.queries.web;

import org.chasqui.users.queries.view.UserView;
import org.jspecify.annotations.Nullable;

/** What callers see of a user. */
record UserResponse(
        long id,
        String username,
        @Nullable String firstName,
        @Nullable String lastName,
        long version) {

    static UserResponse of(UserView view) {
        return new UserResponse(view.id(), view.username(), view.firstName(), view.lastName(), view.version());
    }
}
