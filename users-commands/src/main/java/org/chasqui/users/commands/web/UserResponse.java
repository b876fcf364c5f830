package org.chasqui.users.commands.web;

import org.chasqui.users.commands.domain.User;
import org.jspecify.annotations.Nullable;

/** The user as it is after the command. */
record UserResponse(
        long id,
        String username,
        @Nullable String firstName,
        @Nullable String lastName,
        long version) {

    static UserResponse of(User user) {
        return new UserResponse(user.id(), user.username(), user.firstName(), user.lastName(), user.version());
    }
}
