package org.chasqui.users.commands.web;

import jakarta.validation.constraints.NotNull;
import org.chasqui.http.text.Text;
import org.chasqui.users.commands.application.CreateUser;
import org.chasqui.users.commands.domain.PersonName;
import org.chasqui.users.commands.domain.Profile;
import org.chasqui.users.commands.domain.Username;
import org.jspecify.annotations.Nullable;

/** A new user as callers describe it. */
record CreateUserRequest(
        @NotNull @Text(max = Username.MAX_LENGTH) String username,
        @Text(max = PersonName.MAX_LENGTH) @Nullable String firstName,
        @Text(max = PersonName.MAX_LENGTH) @Nullable String lastName) {

    CreateUser command() {
        return new CreateUser(new Profile(new Username(username), name(firstName), name(lastName)));
    }

    private static @Nullable PersonName name(@Nullable String text) {
        return text == null ? null : new PersonName(text);
    }
}
